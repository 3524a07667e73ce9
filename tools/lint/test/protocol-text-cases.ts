import type { LintCase } from './lint-case.js';

/** Folders that read protocol text. */
const PARSERS = [
  'packages/core/src/bearer',
  'packages/core/src/claims',
  'packages/core/src/encoding',
  'packages/core/src/jwk',
  'packages/core/src/jws',
  'packages/core/src/keys',
  'packages/core/src/verifier',
  'packages/nest/src/authentication',
  'packages/nest/src/issuer',
  'packages/nest/src/transports',
  'packages/nest/src/connections',
  'apps/sample-api/src/auth',
  'apps/sample-api/src/rate-limits',
];

/** A rejected and an accepted expression over a string. */
function textCase(about: string, refused: string, accepted: string, at = PARSERS[0]): LintCase {
  const source = (expression: string) =>
    `export const read = (text: string, list: string[], n: number): unknown => [text, list, n, ${expression}];\n`;
  return {
    rule: 'portcullis(no-unicode-text)',
    about,
    at: at ?? '',
    refused: source(refused),
    accepted: source(accepted),
  };
}

const FUNCTIONS: readonly LintCase[] = [
  ...['trim', 'trimStart', 'trimEnd'].map((name) =>
    textCase(name, `text.${name}()`, `text.slice(1)`),
  ),
  ...['toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'normalize'].map(
    (name) => textCase(name, `text.${name}()`, 'text.at(0)'),
  ),
  textCase('localeCompare', "text.localeCompare('a')", "text.startsWith('a')"),
  textCase('a method by its written name', "text['trim']()", "text['at'](0)"),
  textCase('a method that may be absent', 'list[0]?.trim()', 'list[0]?.at(0)'),
  textCase('Date.parse', 'Date.parse(text)', 'Date.UTC(n)'),
];

const NUMBERS: readonly LintCase[] = [
  textCase('Number of a string', 'Number(text)', 'Number(n > 1)'),
  textCase('Number of joined strings', "Number(text + '1')", 'Number(n > 2)'),
  textCase('Number of a string literal', "Number('1')", 'Number(null)'),
  textCase('Number passed as a callback', 'list.map(Number)', 'list.map(Boolean)'),
  textCase('parseInt', 'parseInt(text, 10)', 'Math.floor(n)'),
  textCase('Number.parseInt', 'Number.parseInt(text, 10)', 'Number.isInteger(n)'),
  textCase('parseFloat', 'parseFloat(text)', 'Math.abs(n)'),
  textCase('Number.parseFloat', 'Number.parseFloat(text)', 'Number.isFinite(n)'),
  textCase('a unary plus before a string', '+text', '-n'),
];

const EXPRESSIONS: readonly LintCase[] = [
  textCase(String.raw`\s`, String.raw`/\s/.test(text)`, String.raw`/[ \t]/.test(text)`),
  textCase(String.raw`\s in a class`, String.raw`/[\s,]/.test(text)`, '/[ ,]/.test(text)'),
  textCase(String.raw`\S`, String.raw`text.split(/\S+/)`, 'text.split(/[^ ]+/)'),
  textCase(
    String.raw`\s behind a backslash`,
    String.raw`/\\\s/.test(text)`,
    String.raw`/\\s/.test(text)`,
  ),
  textCase('the flags iu', '/k/iu.test(text)', '/k/i.test(text)'),
  textCase('the flags iv', String.raw`/\w/iv.test(text)`, String.raw`/\w/v.test(text)`),
  textCase(
    'a property of Unicode',
    String.raw`/\p{L}/u.test(text)`,
    String.raw`/[A-Za-z]\d/u.test(text)`,
  ),
  textCase(
    'a constructed expression',
    String.raw`new RegExp('\\s').test(text)`,
    "new RegExp('[ ]').test(text)",
  ),
  textCase(
    'a constructed expression with iu',
    "RegExp('k', 'iu').test(text)",
    "RegExp('k', 'i').test(text)",
  ),
];

/**
 * Each folder that parses protocol text. In other folders, text can come from people: names, notes, terminal output.
 */
const FOLDERS: readonly LintCase[] = PARSERS.map((at) => ({
  ...textCase(`in ${at}`, 'text.trim()', 'text.slice(1)', at),
}));

/** Rejects functions that follow Unicode in protocol code. */
export const PROTOCOL_TEXT_CASES: readonly LintCase[] = [
  ...FUNCTIONS,
  ...NUMBERS,
  ...EXPRESSIONS,
  ...FOLDERS,
];
