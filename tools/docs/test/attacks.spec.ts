/** `docs/attacks.md`: each row names tests that exist, so that the page cannot claim what nothing checks. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT, textOf } from './pages.js';

const page = textOf('docs/attacks.md');

interface Test {
  readonly file: string;
  readonly name: string;
}

interface Row {
  readonly number: number;
  readonly tests: readonly Test[];
}

/** Files by the label that the rows link to. */
const files = new Map(
  [...page.matchAll(/^\[([\w-]+)\]: \.\.\/(\S+)$/gm)].map(([, label = '', file = '']) => [
    label,
    file,
  ]),
);

/** The tests of a cell: `[label][] `name`, `name`, [label][] `name``. */
function testsOf(cell: string): readonly Test[] {
  let label = '';
  const tests: Test[] = [];
  for (const [, link, long, short] of cell.matchAll(/\[([\w-]+)\]\[\]|`` (.+?) ``|`([^`]+)`/g)) {
    if (link === undefined)
      tests.push({ file: files.get(label) ?? label, name: long ?? short ?? '' });
    else label = link;
  }
  return tests;
}

function rowsOf(text: string): readonly Row[] {
  const lines = [...text.matchAll(/^\| (\d+) .*\| (.*?) +\|$/gm)];
  return lines.map(([, number, cell = '']) => ({ number: Number(number), tests: testsOf(cell) }));
}

/** What is wrong with a test that a row names. */
function fault({ file, name }: Test): string | undefined {
  if (!existsSync(path.join(ROOT, file))) return `${file} does not exist`;
  return textOf(file).includes(name) ? undefined : `${file} does not contain: ${name}`;
}

describe('the attack catalogue', () => {
  const rows = rowsOf(page);

  it('has each row once, in order', () => {
    expect(rows.length).toBeGreaterThanOrEqual(94);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_row, index) => index + 1));
  });

  it.each(rows)('row $number names tests that exist', ({ tests }) => {
    expect(tests).not.toEqual([]);
    expect(tests.map(fault).filter((found) => found !== undefined)).toEqual([]);
  });

  it('links to every file that it lists', () => {
    const linked = new Set(rows.flatMap(({ tests }) => tests.map(({ file }) => file)));
    expect([...files.values()].filter((file) => !linked.has(file))).toEqual([]);
  });

  it('names error codes that exist', () => {
    const codes = new Set(page.match(/ERR_[A-Z_]*[A-Z]/g));
    const errors = textOf('packages/core/src/error-codes.ts');
    expect([...codes].filter((code) => !errors.includes(`  ${code}: '`))).toEqual([]);
  });

  it.each([
    ['a file that does not exist', '| 1 | a | b | [gone][] `a` |', /does not exist/],
    ['a name that no test has', '| 1 | a | b | [header][] `no such test` |', /does not contain/],
  ])('notices %s', (_what, line, expected) => {
    expect(
      rowsOf(line)
        .flatMap(({ tests }) => tests.map(fault))
        .join(),
    ).toMatch(expected);
  });
});
