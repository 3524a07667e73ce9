/** The links of the documents lead to files, and to headings, that exist. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PAGES, ROOT, textOf } from './pages.js';

/** The anchors of a page, as GitHub makes them from headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Links of a text that lead nowhere; addresses of the web are not followed. */
function broken(page: string, text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)];
  return links
    .map(([, inline, reference]) => inline ?? reference ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(ROOT, target))) return true;
      if (anchor === undefined) return false;
      return !anchorsOf(textOf(target)).has(anchor);
    });
}

describe('the links of the documents', () => {
  it('are looked for in more than twenty pages', () => {
    expect(PAGES.length).toBeGreaterThan(20);
  });

  it.each(PAGES)('%s', (page) => {
    expect(broken(page, textOf(page))).toEqual([]);
  });

  it.each([
    ['a file that does not exist', '[a](gone.md)'],
    ['a heading that does not exist', '[a](README.md#gone)'],
    ['a reference that does not exist', '[a]: gone.md'],
  ])('that lead to %s are noticed', (_what, text) => {
    expect(broken('README.md', text)).toHaveLength(1);
    expect(broken('README.md', '[a](README.md) [b](https://example.com)')).toEqual([]);
  });
});
