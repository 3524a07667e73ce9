/** Finds the phrases of the list in the text of a file. */
import { EXCEPTIONS, WORDS } from './list.mjs';

/**
 * What separates two words: spaces, one line break with the comment marker after it, two string literals that `+`
 * joins, and `{' '}` of JSX. A blank line ends a sentence, so that it separates nothing.
 */
const GAP =
  /(['"`])[ \t]*\+[ \t]*\r?\n[ \t]*['"`]|(?:\{' '\})?[ \t]*\r?\n[ \t]*(?:(?:\*(?!\/)|\/\/+|#+|>|--)[ \t]*)*(?=\S)|[ \t]+/g;

const IDENTIFIER = /[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*/g;

/** No name is longer; what is longer is a key or a token in base64. */
const LONGEST_IDENTIFIER = 60;

const COMPILED = WORDS.map((word) => ({ ...word, regex: compile(word) }));

/**
 * Tells whether the check leaves a file out.
 *
 * @param file relative to the repository, with `/`
 */
export function isExcepted(file, exceptions = EXCEPTIONS) {
  return Object.keys(exceptions).some((name) =>
    name.endsWith('/') ? file.startsWith(name) : file === name,
  );
}

/**
 * Finds every phrase of the list in a text.
 *
 * @returns the hits in the order of their lines: `{ line, found, instead }`, where `found` is the text as written
 */
export function findWords(text) {
  const flat = flatten(text);
  const hits = [...phrasesIn(flat), ...identifiersIn(text)];
  return hits
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, found, instead }) => ({ line: lineOf(text, offset), found, instead }));
}

/** Finds the phrases in a name, such as a file's. */
export function findInName(name) {
  return identifiersIn(name.replace(/[-./]+/g, '_')).map(({ instead }) => ({
    line: 0,
    found: name,
    instead,
  }));
}

function phrasesIn({ flat, offsetOf }) {
  return COMPILED.flatMap(({ regex, instead }) =>
    [...flat.matchAll(regex)].map((match) => ({
      offset: offsetOf(match.index),
      found: match[0],
      instead,
    })),
  );
}

function identifiersIn(text) {
  const names = [...text.matchAll(IDENTIFIER)].filter(
    ([name]) => name.length <= LONGEST_IDENTIFIER && /[a-z][A-Z]|_/.test(name),
  );
  return names.flatMap(({ 0: name, index }) => {
    const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
    return COMPILED.filter(
      ({ identifiers, regex }) => identifiers && words.search(regex) !== -1,
    ).map(({ instead }) => ({ offset: index, found: name, instead }));
  });
}

/** The text on one line, and for each offset in it the offset in the original. */
function flatten(text) {
  const starts = [];
  let flat = '';
  let end = 0;
  const copy = (from, to) => {
    starts.push({ flat: flat.length, original: from });
    flat += text.slice(from, to);
  };
  for (const gap of text.matchAll(GAP)) {
    copy(end, gap.index);
    starts.push({ flat: flat.length, original: gap.index });
    flat += gap[1] === undefined ? ' ' : '';
    end = gap.index + gap[0].length;
  }
  copy(end, text.length);
  const offsetOf = (offset) => {
    const start = starts[lastAtMost(starts, offset)];
    return start.original + offset - start.flat;
  };
  return { flat, offsetOf };
}

/** The index of the last entry that starts at an offset or before it. */
function lastAtMost(starts, offset) {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle].flat <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lineOf(text, offset) {
  return text.slice(0, offset).split('\n').length;
}

function compile({ phrase, pattern }) {
  const source = (pattern?.source ?? phrase).replaceAll(' ', '[ -]');
  return new RegExp(String.raw`(?<![\w$])(?:${source})(?![\w$])`, 'gi');
}
