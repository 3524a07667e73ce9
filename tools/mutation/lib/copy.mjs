/**
 * A copy of the sources and tests for Stryker to change. It runs as CommonJS, unlike the repository. Jest keeps the
 * ES modules of every run in memory and links them again each time, which takes seconds for each mutant.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCopy } from '../../planted-bugs/lib/copy.mjs';

/** Creates the copy. `packageOf` returns the folder of a package in it; `remove` deletes it. */
export function makeCommonJsCopy() {
  const { home, remove } = makeCopy();
  const packages = path.join(home, 'packages');
  for (const name of readdirSync(packages)) {
    const tests = path.join(packages, name, 'test');
    for (const file of readdirSync(tests, { recursive: true })) {
      if (file.endsWith('.spec.ts')) withoutAwait(path.join(tests, file));
    }
  }
  return { packageOf: (name) => path.join(packages, name), remove };
}

/** A spec with module mocks awaits its imports at the top level, which CommonJS does not support. */
function withoutAwait(file) {
  const source = readFileSync(file, 'utf8');
  const changed = source
    .replaceAll('jest.unstable_mockModule(', 'jest.doMock(')
    .replaceAll(/^(const [^=]*) =\s+await import\(('[^']+')\)/gm, '$1 = jest.requireActual($2)');
  if (changed !== source) writeFileSync(file, changed);
}
