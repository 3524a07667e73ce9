import type { LintCase } from './lint-case.js';

const at = 'packages/nest/src/audit';

function outside(about: string, refused: string, accepted: string, folder = at): LintCase {
  return { rule: 'portcullis(nest-internals)', about, at: folder, refused, accepted };
}

const guards = "export const GUARDS = '__guards__';\n";
const read = (key: string): string =>
  `export const read = (place: object): unknown => Reflect.getMetadata(${key}, place) as unknown;\n`;

/** What Nest does not document, beside a twin that is documented or not Nest's. */
export const NEST_INTERNALS_CASES: readonly LintCase[] = [
  outside('a metadata key of Nest', guards, "export const GUARDS = 'portcullis:guards';\n"),
  outside(
    'a metadata key of @nestjs/graphql in an app',
    "export const TYPE = 'graphql:resolver_type';\n",
    "export const TYPE = 'graphql';\n",
    'apps/sample-api/src',
  ),
  outside('an ordinary word as a key', read("'path'"), read("'portcullis:path'")),
  outside(
    'an ordinary word as a key that is a constant',
    `const PORT = 'port';\n${read('PORT')}`,
    `const PORT = 'portcullis:port';\n${read('PORT')}`,
  ),
  outside(
    'the injection token of the options of GraphQLModule',
    "export const TOKEN = 'GqlModuleOptions';\n",
    "export const TOKEN = 'ModuleOptions';\n",
  ),
  outside(
    'the look-up of Passport',
    'export const find = (passport: { _strategy(name: string): unknown }): unknown =>\n  passport._strategy("jwt");\n',
    'export const find = (passport: { strategy(name: string): unknown }): unknown =>\n  passport.strategy("jwt");\n',
  ),
  outside(
    'a class that Nest exports for its own packages',
    "export { scanner };\nimport { MetadataScanner } from '@nestjs/core';\nconst scanner = new MetadataScanner();\n",
    "export { reflector };\nimport { Reflector } from '@nestjs/core';\nconst reflector = new Reflector();\n",
  ),
];
