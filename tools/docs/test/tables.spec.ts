/** Tables of the documents hold values: a cell that is a paragraph belongs in a list or a section. */
import { PAGES, textOf } from './pages.js';

const MAX_CELL = 120;

/** The cells of all tables that are too long. */
function longCells(text: string): readonly string[] {
  const rows = text.replaceAll(/^```.*?^```/gms, '').match(/^\|.*\|$/gm) ?? [];
  return rows
    .flatMap((row) => row.split(/(?<!\\)\|/))
    .map((cell) => cell.trim())
    .filter((cell) => cell.length > MAX_CELL && !/^:?-+:?$/.test(cell));
}

describe('the tables of the documents', () => {
  it('are looked for in more than twenty pages', () => {
    expect(PAGES.length).toBeGreaterThan(20);
  });

  it.each(PAGES)(`have no cell of over ${MAX_CELL} characters in %s`, (page) => {
    expect(longCells(textOf(page))).toEqual([]);
  });

  it('with a longer cell are noticed', () => {
    expect(longCells(`| a | ${'b'.repeat(MAX_CELL + 1)} |`)).toHaveLength(1);
    expect(longCells(`| a | ${'b'.repeat(MAX_CELL)} |\n| - | ${'-'.repeat(200)} |`)).toEqual([]);
  });
});
