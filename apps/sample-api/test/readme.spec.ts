import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The TypeScript snippets by the file name in their first line. */
const SNIPPETS = new Map(
  [...README.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, name = '', code = '']) => [
    // A path in the workspace, so that its packages are found.
    join(ROOT, 'apps/sample-api', name),
    code,
  ]),
);

/** The options of `nest new`, plus strict. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  isolatedModules: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

describe('the README', () => {
  it('has snippets that compile unchanged', () => {
    expect(README.match(/^```ts$/gm)).toHaveLength(SNIPPETS.size);
    expect(SNIPPETS.size).toBeGreaterThanOrEqual(3);
    expect(complaintsAbout(SNIPPETS)).toEqual([]);
  });

  it('has snippets that fail to compile with an unknown option', () => {
    const wrong = [...SNIPPETS].map(
      ([name, code]) => [name, code.replace('audience:', 'audiense:')] as const,
    );
    expect(complaintsAbout(new Map(wrong)).join('\n')).toContain('audiense');
  });

  it('has a quick start of 20 lines at most', () => {
    const [first = ''] = SNIPPETS.values();
    expect(first).toContain('JwtAuthModule.forRoot');
    expect(first.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  });

  it('links to existing files', () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });

  it('names existing npm scripts', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const commands = [...README.matchAll(/npm (?:run )?(start|test|build)\b/g)];
    for (const [, name = ''] of commands) expect(scripts).toHaveProperty(name);
  });
});

/** Compiles in-memory files against the built packages, and returns the diagnostics. */
function complaintsAbout(files: ReadonlyMap<string, string>): readonly string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const code = files.get(name);
    return code === undefined
      ? getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, code, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ messageText, file }) =>
        `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}
