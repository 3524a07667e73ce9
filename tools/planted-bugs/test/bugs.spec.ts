/** Checks that the planted bugs match the sources. `npm run test:planted` plants them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUGS } from '../bugs.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('the planted bugs', () => {
  it('are at least 60', () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(60);
  });

  it('differ in name and in effect', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    expect(new Set(BUGS.map((bug) => JSON.stringify({ ...bug, name: '' }))).size).toBe(BUGS.length);
  });

  it.each(BUGS)('match exactly once: $name', ({ file, find, replace }) => {
    const source = readFileSync(path.join(root, file), 'utf8');
    expect(source.split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });
});
