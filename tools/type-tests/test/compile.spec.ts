/**
 * Compiles the type tests. Jest strips types, so without this test only `npm run typecheck` would notice a changed
 * type.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../../..');
const PACKAGES = ['core', 'issuer', 'nest'];
const SPECS = ['core', 'nest'].flatMap((name) => {
  const folder = path.join(root, 'packages', name, 'test/types');
  return readdirSync(folder).map((file) => path.join(folder, file));
});

/** The entry sources of each package, by import specifier. */
const ENTRIES: Readonly<Record<string, string>> = Object.fromEntries(PACKAGES.flatMap(entriesOf));
const OPTIONS = readOptions();

function entriesOf(name: string): readonly (readonly [string, string])[] {
  const folder = path.join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return Object.entries(manifest.exports).flatMap(([subpath, target]) => {
    if (typeof target === 'string') return [];
    const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    return [[path.posix.join('@portcullis', name, subpath), path.join(folder, source)] as const];
  });
}

/**
 * The options of `npm run typecheck`, but with the packages' sources, because the built files may be old or missing.
 */
function readOptions(): ts.CompilerOptions {
  const file = path.join(root, 'tsconfig.test.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config: object };
  const host = { ...ts.sys, readDirectory: () => [] };
  const { options } = ts.parseJsonConfigFileContent(config, host, root);
  const paths = Object.fromEntries(
    Object.entries(ENTRIES).map(([name, source]) => [name, [source]]),
  );
  return { ...options, paths };
}

/** An edit of a file. */
type Edit = readonly [file: string, find: string, replace: string];

/** Returns the texts of the files after some edits. */
function textsAfter(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [file, find, replace] of edits) {
    const name = path.join(root, file);
    const text = texts.get(name) ?? readFileSync(name, 'utf8');
    expect({ file, find, places: text.split(find).length - 1 }).toEqual({ file, find, places: 1 });
    texts.set(name, text.replace(find, replace));
  }
  return texts;
}

/** The program without edits, compiled once before all tests. */
let sound: ts.Program;

/** Compiles in memory. Reuses the parsed files that have not changed. */
function compile(edits: readonly Edit[], former?: ts.Program): ts.Program {
  const edited = textsAfter(edits);
  const host = ts.createCompilerHost(OPTIONS);
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone; // not needed here, and slow
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, version) => {
    const text = edited.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version);
    return former?.getSourceFile(file) ?? read(file, version);
  };
  return ts.createProgram(SPECS, OPTIONS, host, former);
}

/** Returns the compiler's errors for type tests: file, line and message. */
function complaintsOf(program: ts.Program, specs = SPECS): readonly string[] {
  return specs
    .map((file) => program.getSourceFile(file))
    .flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ])
    .map(({ file, start = 0, messageText }) => {
      const [above = [], below = []] = [file?.text.slice(0, start), file?.text.slice(start)].map(
        (text) => text?.split('\n'),
      );
      const name = path.relative(root, file?.fileName ?? '');
      const message = ts.flattenDiagnosticMessageText(messageText, ' ');
      return `${name}:${above.length} ${above.at(-1)}${below[0]} ${message}`;
    });
}

/** Returns the names of the types that an entry exports. */
function typesOf(program: ts.Program, entry: string): readonly string[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} has no exports`);
  const { Alias, Type } = ts.SymbolFlags;
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter(({ flags }) => (flags & Type) !== 0)
    .map(({ name }) => name);
}

beforeAll(() => {
  sound = compile([]);
});

describe('the type tests', () => {
  it('compile', () => {
    expect(SPECS.length).toBeGreaterThanOrEqual(8);
    expect(complaintsOf(sound)).toEqual([]);
  });

  it('do not compile if an assertion is wrong, or if a line compiles that must not', () => {
    const [types, roles] = ['core/test/types/public-types', 'nest/test/types/roles'].map(
      (name) => `packages/${name}.spec.ts`,
    ) as [string, string];
    const program = compile(
      [
        [types, "['seats'], number>", "['seats'], string>"],
        [types, "createVerifier({ ...issuer, audiance: 'api' })", 'createVerifier(issuer)'],
        [roles, "Roles('amdin')", "Roles('admin')"],
      ],
      sound,
    );
    const edited = [types, roles].map((file) => path.join(root, file));
    expect(complaintsOf(program, edited)).toEqual([
      expect.stringContaining("['seats'], string>"),
      expect.stringMatching(/no such option Unused '@ts-expect-error' directive\.$/),
      expect.stringMatching(/a typo Unused '@ts-expect-error' directive\.$/),
    ]);
  });

  it('do not compile if a tested type contains any', () => {
    const planted = {
      Claims: ['claims/claims.ts', 'Claims = RegisteredClaims & JsonObject', 'Claims = any'],
      ErrorCode: ['error-codes.ts', 'ErrorCode = keyof typeof CATEGORY', 'ErrorCode = any'],
      TokenCacheStats: ['verifier/token-cache.ts', 'readonly size: number', 'readonly size: any'],
      Jwk: ['jwk/jwk.ts', '[member: string]: unknown', '[member: string]: any'],
      KeySource: ['keys/key-source.ts', 'warmUp?(): Promise<void>', 'warmUp?(): Promise<any>'],
      JoseHeader: ['jws/header.ts', 'kid: string | undefined', 'kid: any'],
    } as const;
    const program = compile(
      Object.values(planted).map(([file, ...change]) => [`packages/core/src/${file}`, ...change]),
      sound,
    );
    const complaints = complaintsOf(
      program,
      SPECS.filter((file) => file.includes('/core/')),
    );
    const noticed = complaints.map((complaint) => /\['(\w+)', fails<HasAny</.exec(complaint)?.[1]);
    expect(noticed).toEqual(expect.arrayContaining(Object.keys(planted)));
  });

  it('look for any in each type that core exports', () => {
    const text = SPECS.map((file) => readFileSync(file, 'utf8')).join('\n');
    const looked = [...text.matchAll(/HasAny<(.+)>>\(\)/g)].map(([, type = '']) => type).join(' ');
    const names = new Set(looked.match(/\w+/g));
    // What only sister packages use is not an application's concern.
    const entries = Object.entries(ENTRIES).filter(
      ([name]) => name.startsWith('@portcullis/core') && name !== '@portcullis/core/internal',
    );
    const types = entries.flatMap(([, entry]) => typesOf(sound, entry));
    expect(entries).toHaveLength(6);
    expect(types.length).toBeGreaterThan(80);
    expect(types.filter((type) => !names.has(type))).toEqual([]);
  });
});
