import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ARCHITECTURE_CASES } from './architecture-cases.js';
import { CODE_CASES } from './code-cases.js';
import type { LintCase } from './lint-case.js';
import { NEST_INTERNALS_CASES } from './nest-internals-cases.js';
import { PROTOCOL_TEXT_CASES } from './protocol-text-cases.js';
import { SECRET_CASES } from './secret-cases.js';

const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');

/** The files that the linter reads: its configuration, its plugins, and the compiler's projects. */
const CONFIGURATION = [
  '.oxlintrc.json',
  'tools/lint/plugin.mjs',
  'tools/lint/imports.mjs',
  'tools/imports/rules.mjs',
  'tools/imports/table.mjs',
  'tools/lint/nest-internals.mjs',
  'tools/lint/no-secret-equality.mjs',
  'tools/lint/no-unicode-text.mjs',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.test.json',
  'packages/core/tsconfig.json',
  'packages/issuer/tsconfig.json',
  'packages/nest/tsconfig.json',
  'libs/database/tsconfig.json',
  'libs/accounts/tsconfig.json',
  'apps/identity-provider/tsconfig.json',
  'apps/sample-api/tsconfig.json',
];

const CASES: readonly LintCase[] = [
  ...CODE_CASES,
  ...SECRET_CASES,
  ...NEST_INTERNALS_CASES,
  ...PROTOCOL_TEXT_CASES,
  ...ARCHITECTURE_CASES,
];

interface Finding {
  readonly code: string;
  readonly filename: string;
}

describe('the linter', () => {
  let scratch: string;
  let findings: readonly Finding[];

  // One run over a copy of the configuration outside the repository, with a file for each case.
  beforeAll(async () => {
    scratch = await realpath(await mkdtemp(path.join(tmpdir(), 'portcullis-lint-')));
    for (const file of CONFIGURATION) await cp(path.join(root, file), path.join(scratch, file));
    await symlink(path.join(root, 'node_modules'), path.join(scratch, 'node_modules'));
    for (const [index, { at, refused, accepted }] of CASES.entries()) {
      await write(path.join(scratch, fileOf('refused', at, index)), refused);
      await write(path.join(scratch, fileOf('accepted', at, index)), accepted);
    }
    findings = await lint(scratch);
  }, 120_000);

  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const codesIn = (file: string) => {
    const codes = findings.filter(({ filename }) => filename === file).map(({ code }) => code);
    return [...new Set(codes)];
  };

  describe.each(CASES.map((lintCase, index) => ({ ...lintCase, index })))(
    '$rule: $about',
    ({ rule, at, index }) => {
      it('rejects it', () => {
        expect(codesIn(fileOf('refused', at, index))).toEqual([rule]);
      });

      it('accepts its twin', () => {
        expect(codesIn(fileOf('accepted', at, index))).toEqual([]);
      });
    },
  );
});

function fileOf(verdict: 'refused' | 'accepted', at: string, index: number): string {
  return `${at}/${verdict}-${index}.ts`;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Runs the linter as `npm run lint` does. Exit code 1 means that it found something. */
async function lint(folder: string): Promise<readonly Finding[]> {
  const script = path.join(root, 'node_modules/oxlint/bin/oxlint');
  const folders = ['packages', 'libs', 'apps', 'bench'];
  const args = [script, '--type-aware', '--deny-warnings', '--format=json', ...folders];
  const output = await new Promise<string>((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error && error.code !== 1)
        reject(new Error(`the linter failed: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: readonly Finding[] };
  return diagnostics;
}
