/**
 * A copy of the sources and tests for Stryker to change. It runs as CommonJS, unlike the repository. Jest keeps the
 * ES modules of every run in memory and links them again each time, which takes seconds for each mutant.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCopy } from '../../planted-bugs/lib/copy.mjs';

/** Creates the copy. `core` is its packages/core; `remove` deletes it. */
export function makeCommonJsCopy() {
  const { home, remove } = makeCopy();
  const core = path.join(home, 'packages/core');
  for (const file of readdirSync(path.join(core, 'test'), { recursive: true })) {
    if (file.endsWith('.spec.ts')) withoutAwait(path.join(core, 'test', file));
  }
  return { core, remove };
}

/** A spec with module mocks awaits its imports at the top level, which CommonJS does not support. */
function withoutAwait(file) {
  const source = readFileSync(file, 'utf8');
  const changed = source
    .replaceAll('jest.unstable_mockModule(', 'jest.doMock(')
    .replaceAll(/^(const .*) = await import\(('[^']+')\)/gm, '$1 = jest.requireActual($2)');
  if (changed !== source) writeFileSync(file, changed);
}
