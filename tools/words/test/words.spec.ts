import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findWords, isExcepted } from '../find.mjs';
import { EXCEPTIONS, WORDS } from '../list.mjs';
import { ALLOWED, FOUND } from './sentences.js';

const command = path.resolve(fileURLToPath(import.meta.url), '../../run.mjs');

describe('the list of words', () => {
  it('has a sentence for each of its phrases', () => {
    expect(WORDS.map(({ phrase }) => phrase).toSorted()).toEqual(Object.keys(FOUND).toSorted());
  });

  it.each(WORDS.map((word) => [word.phrase, word] as const))(
    'finds "%s"',
    (phrase, { instead }) => {
      for (const sentence of FOUND[phrase] ?? []) {
        const hits = findWords(sentence);
        expect([sentence, hits.map((hit) => hit.instead)]).toEqual([
          sentence,
          expect.arrayContaining([instead]),
        ]);
      }
    },
  );

  it.each(ALLOWED)('allows: %s', (sentence) => {
    expect(findWords(sentence)).toEqual([]);
  });

  it('gives a reason for each exception', () => {
    expect(Object.values(EXCEPTIONS).filter((reason) => reason.trim() === '')).toEqual([]);
  });

  it('leaves out the files and folders of its exceptions', () => {
    expect(isExcepted('package-lock.json')).toBe(true);
    expect(isExcepted('libs/database/migrations/meta/_journal.json')).toBe(true);
    expect(isExcepted('packages/core/src/index.ts')).toBe(false);
  });
});

describe('a phrase across a line break', () => {
  it.each([
    ['a block comment', '/**\n * The store is out\n   * of reach.\n */', 2],
    ['line comments', 'x();\n  // The store is out\n  // of reach.\n', 2],
    ['a shell comment', '# The store is out\n# of reach\n', 1],
    ['a quote', '> The store is out of\n> reach\n', 1],
    ['SQL comments', '-- out\n-- of reach', 1],
    ['prose with Windows line breaks', 'out\r\nof reach', 1],
    ['joined strings', "const text =\n  'is out of ' +\n  'reach';", 2],
    ['JSX', "<p>\n  out{' '}\n  of reach\n</p>", 2],
  ])('is found in %s', (_where, text, line) => {
    expect(findWords(text)).toEqual([
      expect.objectContaining({ line, instead: expect.stringContaining('unavailable') as string }),
    ]);
  });

  it('is not found across paragraphs', () => {
    expect(findWords('The store is out\n\nof reach is a key')).toEqual([]);
  });
});

describe('the command', () => {
  let repository: string;

  beforeEach(async () => {
    repository = await mkdtemp(path.join(tmpdir(), 'portcullis-words-'));
    await run('git', ['init', '-q'], repository);
  });

  afterEach(() => rm(repository, { recursive: true, force: true }));

  it('passes where no file holds a listed word', async () => {
    await write('docs/keys.md', 'The store is unavailable.\n');

    expect(await run(process.execPath, [command], repository)).toEqual({
      code: 0,
      output: '1 files, 0 words to replace\n',
    });
  });

  it('prints file, line, phrase and replacement, counts by folder, and fails', async () => {
    await write('docs/keys.md', '# Keys\n\nThe store is out\nof reach.\n');
    await write('apps/x/.env.example', '# whoever signs in\n');
    await write('README.md', 'Whoever\n');

    const { code, output } = await run(process.execPath, [command], repository);

    expect(output).toContain('docs/keys.md:3: "out of reach": write unavailable');
    expect(output).toContain('apps/x/.env.example:1: "whoever": write anyone who');
    expect(output).toMatch(/\n3 files, 3 words to replace: \. 1, apps 1, docs 1\n$/);
    expect(code).toBe(1);
  });

  it('finds a listed word in the name of a file', async () => {
    await write('src/keys-at-hand.ts', 'export {};\n');

    const { code, output } = await run(process.execPath, [command], repository);

    expect(output).toContain('src/keys-at-hand.ts:0: "src/keys-at-hand.ts": write available');
    expect(code).toBe(1);
  });

  it('checks only the paths that it is given', async () => {
    await write('docs/keys.md', 'whoever\n');
    await write('bench/a.mjs', '// a key\n');

    expect((await run(process.execPath, [command, 'bench'], repository)).code).toBe(0);
    expect((await run(process.execPath, [command, 'bench', 'docs'], repository)).code).toBe(1);
  });

  it('ignores binary files and exceptions', async () => {
    await write('logo.bin', '\0 whoever');
    await write('LICENSE', 'whoever');

    expect((await run(process.execPath, [command], repository)).code).toBe(0);
  });

  function write(file: string, text: string): Promise<void> {
    const target = path.join(repository, file);
    return mkdir(path.dirname(target), { recursive: true }).then(() => writeFile(target, text));
  }
});

function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (error, stdout) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout });
    });
  });
}
