/** What packages/nest uses of Nest without its documentation, beside what each supported version of Nest has. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { METADATA_KEYS } from '../../src/nest-internals/metadata-keys.js';
import { GRAPHQL_OPTIONS_TOKEN, SCHEMA_HOST } from '../../src/nest-internals/graphql-modules.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const repository = path.resolve(here, '../../../..');
const FOLDERS = { 11: path.join(repository, 'tools/nest11-consumer'), 12: repository } as const;

/** The file that uses it, where it is in the packages of Nest, and what is there in Nest 11 and in Nest 12. */
type Row = readonly [file: string, address: string, nest11: string, nest12?: string];

const NONE = 'not installed';

// For a new version of Nest: install it, run this test, and read the files whose rows have changed.
const USED: readonly Row[] = [
  ['metadata-keys.ts', '@nestjs/common/constants.js GUARDS_METADATA', '__guards__'],
  ['metadata-keys.ts', '@nestjs/common/constants.js PATH_METADATA', 'path'],
  ['metadata-keys.ts', '@nestjs/common/constants.js METHOD_METADATA', 'method'],
  ['metadata-keys.ts', '@nestjs/common/constants.js SSE_METADATA', '__sse__'],
  [
    'metadata-keys.ts',
    '@nestjs/microservices/constants.js PATTERN_METADATA',
    'microservices:pattern',
  ],
  ['metadata-keys.ts', '@nestjs/websockets/constants.js GATEWAY_METADATA', 'websockets:is_gateway'],
  [
    'metadata-keys.ts',
    '@nestjs/websockets/constants.js GATEWAY_OPTIONS',
    'websockets:gateway_options',
  ],
  ['metadata-keys.ts', '@nestjs/websockets/constants.js PORT_METADATA', 'port'],
  [
    'metadata-keys.ts',
    '@nestjs/websockets/constants.js MESSAGE_MAPPING_METADATA',
    'websockets:message_mapping',
  ],
  ['metadata-keys.ts', '@nestjs/websockets/constants.js MESSAGE_METADATA', 'message'],
  [
    'metadata-keys.ts',
    '@nestjs/graphql/dist/graphql.constants.js RESOLVER_TYPE_METADATA',
    NONE,
    'graphql:resolver_type',
  ],
  [
    'metadata-keys.ts',
    '@nestjs/graphql/dist/graphql.constants.js RESOLVER_NAME_METADATA',
    NONE,
    'graphql:resolver_name',
  ],
  [
    'metadata-keys.ts',
    '@nestjs/graphql/dist/graphql.constants.js RESOLVER_PROPERTY_METADATA',
    NONE,
    'graphql:resolve_property',
  ],
  [
    'metadata-keys.ts',
    '@nestjs/graphql/dist/graphql.constants.js RESOLVER_REFERENCE_METADATA',
    NONE,
    'graphql:resolve_reference',
  ],
  ['generated-keys.ts', '@nestjs/core Reflector.createDecorator().KEY', '21 hex digits'],
  ['method-names.ts', '@nestjs/core MetadataScanner.prototype.getAllMethodNames', 'function'],
  ['modules.ts', '@nestjs/core/injector/module.js Module.prototype.controllers', 'getter'],
  ['modules.ts', '@nestjs/core/injector/module.js Module.prototype.providers', 'getter'],
  ['modules.ts', '@nestjs/core/injector/module.js Module.prototype.imports', 'getter'],
  ['modules.ts', '@nestjs/core/injector/module.js Module.prototype.exports', 'getter'],
  ['modules.ts', '@nestjs/core/injector/module.js Module.prototype.metatype', 'getter'],
  [
    'provider-classes.ts',
    '@nestjs/core/injector/instance-wrapper.js InstanceWrapper.prototype.instance',
    'getter',
  ],
  [
    'provider-scopes.ts',
    '@nestjs/core/injector/instance-wrapper.js InstanceWrapper.new().scope',
    '0',
  ],
  [
    'provider-scopes.ts',
    '@nestjs/core/injector/instance-wrapper.js InstanceWrapper.prototype.isDependencyTreeStatic',
    'function',
  ],
  [
    'gateway-classes.ts',
    '@nestjs/core/injector/instance-wrapper.js InstanceWrapper.new({"metatype":1}).metatype',
    '1',
  ],
  [
    'graphql-modules.ts',
    '@nestjs/core/injector/instance-wrapper.js InstanceWrapper.new({"name":"x"}).name',
    'x',
  ],
  [
    'graphql-modules.ts',
    '@nestjs/graphql/dist/graphql.constants.js GRAPHQL_MODULE_OPTIONS',
    NONE,
    'GqlModuleOptions',
  ],
  ['graphql-modules.ts', '@nestjs/graphql GraphQLSchemaHost.name', NONE, 'GraphQLSchemaHost'],
  ['graphql-modules.ts', '@nestjs/graphql GraphQLSchemaHost.prototype.schema', NONE, 'getter'],
  [
    'graphql-arguments.ts',
    '@nestjs/graphql GqlExecutionContext.new(["root","args","context","info"]).getContext()',
    NONE,
    'context',
  ],
  ['global-guards.ts', '@nestjs/core ApplicationConfig.prototype.getGlobalGuards', 'function'],
  [
    'global-guards.ts',
    '@nestjs/core ApplicationConfig.prototype.getGlobalRequestGuards',
    'function',
  ],
  [
    'guard-compilations.ts',
    '@nestjs/core/guards/guards-context-creator.js GuardsContextCreator.prototype.createConcreteContext',
    'function',
  ],
  [
    'rpc-registrations.ts',
    '@nestjs/core ModulesContainer.prototype.getRpcTargetRegistry',
    'function',
  ],
  ['rpc-registrations.ts', '@nestjs/microservices ServerTCP.prototype.addHandler', 'function'],
  ['rpc-registrations.ts', '@nestjs/microservices ServerTCP.new({}).transportId', '0'],
  ['socket-adapters.ts', '@nestjs/core ApplicationConfig.prototype.setIoAdapter', 'function'],
  ['socket-adapters.ts', '@nestjs/core ApplicationConfig.prototype.getIoAdapter', 'function'],
  ['socket-adapters.ts', '@nestjs/platform-ws WsAdapter.prototype.create', 'function'],
  ['passport-guards.ts', '@nestjs/passport AuthGuard("jwt").prototype.handleRequest', 'function'],
  ['passport-guards.ts', '@nestjs/passport AuthGuard("jwt").prototype.logIn', 'function'],
  ['passport-strategies.ts', 'passport _strategy', 'function'],
  [
    'operation-ids.ts',
    '@nestjs/swagger/dist/swagger-explorer.js SwaggerExplorer.new().operationIdFactory("A","b","v1")',
    NONE,
    'A_b_v1',
  ],
  // What the contexts that rpc-context.ts and handshake-context.ts make have to stand in for.
  [
    'rpc-context.ts',
    '@nestjs/core/helpers/execution-context-host.js ExecutionContextHost.prototype.keys',
    'constructor getArgByIndex getArgs getClass getHandler getType setType switchToHttp switchToRpc switchToWs',
  ],
  [
    'handshake-context.ts',
    '@nestjs/core/helpers/execution-context-host.js ExecutionContextHost.prototype.keys',
    'constructor getArgByIndex getArgs getClass getHandler getType setType switchToHttp switchToRpc switchToWs',
  ],
];

/** Files that only read what the rows of other files say. */
const DERIVED = [
  'gateway-metadata.ts',
  'http-handlers.ts',
  'metadata.ts',
  'resolver-metadata.ts',
  'rpc-patterns.ts',
  'use-guards.ts',
];

describe.each([11, 12] as const)('Nest %i', (version) => {
  let found: Readonly<Record<string, string>>;

  beforeAll(async () => {
    found = await installed(FOLDERS[version], [...USED.map(([, address]) => address), MAJOR]);
  });

  it('is the version that is installed there', () => {
    expect(found[MAJOR]).toMatch(new RegExp(`^${version}\\.`));
  });

  it('has what nest-internals uses', () => {
    const rows = (value: (row: Row) => string | undefined) =>
      USED.map((row) => `${row[0]}: ${row[1]} is ${value(row)}`);

    expect(rows(([, address]) => found[address])).toEqual(
      rows(([, , nest11, nest12]) => (version === 11 ? nest11 : (nest12 ?? nest11))),
    );
  });
});

const MAJOR = '@nestjs/core/package.json version';

describe('the table', () => {
  const valuesOf = (file: string) =>
    USED.filter((row) => row[0] === file).map(([, , nest11, nest12]) => nest12 ?? nest11);

  it('has every metadata key and token', () => {
    expect(valuesOf('metadata-keys.ts').toSorted()).toEqual(
      Object.values(METADATA_KEYS).toSorted(),
    );
    expect(valuesOf('graphql-modules.ts')).toEqual(
      expect.arrayContaining([GRAPHQL_OPTIONS_TOKEN, SCHEMA_HOST]),
    );
  });

  it('has every file of nest-internals', async () => {
    const files = await readdir(path.join(here, '../../src/nest-internals'));

    expect([...new Set([...USED.map(([file]) => file), ...DERIVED])].toSorted()).toEqual(
      files.toSorted(),
    );
  });

  it('would show a member that a new version no longer has', async () => {
    const gone = '@nestjs/core ModulesContainer.prototype.notThere';

    expect(await installed(repository, [gone])).toEqual({ [gone]: 'missing' });
  });
});

async function installed(
  folder: string,
  addresses: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const program = path.join(here, 'installed.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder, ...addresses]);
  return JSON.parse(stdout) as Readonly<Record<string, string>>;
}
