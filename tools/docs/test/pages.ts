/** The documents that the tests of this folder read. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** All pages, relative to the root. */
export const PAGES: readonly string[] = [
  ...pagesOf('.'),
  ...pagesOf('docs', true),
  ...['core', 'issuer', 'nest'].map((name) => `packages/${name}/README.md`),
];

/** The text of a file of the repository. */
export function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function pagesOf(folder: string, recursive = false): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));
}
