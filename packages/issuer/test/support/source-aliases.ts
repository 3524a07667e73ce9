/** Paths of the packages' sources by import name, for programs that a test bundles. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const packages = path.resolve(import.meta.dirname, '../../..');

/**
 * Maps every entry point of the packages to its source file, by the `exports` of their package.json. Bundlers replace a
 * prefix of a name, so that subpaths come before their package.
 */
export const SOURCE_ALIASES: Readonly<Record<string, string>> = Object.fromEntries(
  ['core', 'issuer'].flatMap(entriesOf),
);

function entriesOf(name: string): readonly (readonly [string, string])[] {
  const folder = path.join(packages, name);
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return Object.entries(exports)
    .flatMap(([subpath, target]) => {
      if (typeof target === 'string') return [];
      const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
      return [[path.posix.join('@portcullis', name, subpath), path.join(folder, source)] as const];
    })
    .toSorted(([one], [other]) => other.length - one.length);
}
