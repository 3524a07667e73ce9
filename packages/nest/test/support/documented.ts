/** Examples of the documentation: what a page shows is what a test runs. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The text of an example, under `test/examples`. */
export function exampleText(name: string): string {
  return readFileSync(path.join(import.meta.dirname, '../examples', name), 'utf8');
}

/** The blocks of TypeScript on a page of `docs/`. */
export function blocksOf(page: string): readonly string[] {
  const text = readFileSync(path.join(import.meta.dirname, '../../../../docs', page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = '']) => block);
}
