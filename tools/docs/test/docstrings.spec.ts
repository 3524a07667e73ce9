/** Every public symbol has a docstring. The API reference is generated from them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../../..');

const ENTRIES = ['core', 'issuer', 'nest'].flatMap((name) => {
  const folder = path.join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, { default?: string } | string>;
  };
  return Object.values(manifest.exports)
    .map((target) => (typeof target === 'object' ? target.default : undefined))
    .filter((file) => file !== undefined)
    .map((file) => path.join(folder, file.replace('./dist/', 'src/').replace(/\.js$/, '.ts')));
});

const program = ts.createProgram(ENTRIES, {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  experimentalDecorators: true,
  strict: true,
  types: ['node'],
  noEmit: true,
});
const checker = program.getTypeChecker();

/** Lists the symbols without a docstring: `symbol`, or `symbol.member` for public members of classes and interfaces. */
function undocumented(entry: string): string[] {
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} has no exports`);
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol =
      exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return isOurs(symbol) ? missingIn(symbol) : [];
  });
}

function missingIn(symbol: ts.Symbol): string[] {
  const own = hasText(symbol) ? [] : [symbol.name];
  const members = [...(symbol.members?.values() ?? [])]
    .filter((member) => isPublicMethod(member) && !hasText(member))
    .map((member) => `${symbol.name}.${member.name}`);
  return [...own, ...members];
}

function hasText(symbol: ts.Symbol): boolean {
  return symbol.getDocumentationComment(checker).length > 0;
}

function isOurs(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some((declaration) => {
    const { fileName } = declaration.getSourceFile();
    return !fileName.includes('node_modules') && fileName.startsWith(root);
  });
}

/**
 * Tells whether a member is a public method. Lifecycle hooks and inherited methods are documented where they are
 * declared.
 */
function isPublicMethod(member: ts.Symbol): boolean {
  const [declaration] = member.declarations ?? [];
  if (
    !declaration ||
    !ts.isMethodDeclaration(declaration) ||
    ts.isPrivateIdentifier(declaration.name)
  )
    return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Override;
  const isHook =
    /^(on(Module|Application)[A-Z]\w+|canActivate|catch|close|state|find|toJSON)$/.test(
      member.name,
    );
  return !(ts.getCombinedModifierFlags(declaration) & hidden) && !isHook;
}

describe('the public API', () => {
  it.each(ENTRIES.map((entry) => [path.relative(root, entry), entry] as const))(
    'has a docstring for every symbol of %s',
    (_name, entry) => {
      expect(undocumented(entry)).toEqual([]);
    },
  );
});
