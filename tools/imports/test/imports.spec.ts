import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const command = path.resolve(fileURLToPath(import.meta.url), '../../run.mjs');

interface Outcome {
  readonly code: number;
  readonly output: string;
}

describe('the check of imports', () => {
  let repository: string;

  beforeEach(async () => {
    repository = await mkdtemp(path.join(tmpdir(), 'portcullis-imports-'));
    await run('git', ['init', '-q'], repository);
  });

  afterEach(() => rm(repository, { recursive: true, force: true }));

  it('passes where every import is in the table', async () => {
    await write('packages/core/src/errors.ts', 'export const a = 1;\n');
    await write('packages/core/src/jws/header.ts', "export { a } from '../errors.js';\n");

    const { code, output } = await check(repository);

    expect(output).toContain('2 files, 0 import cycles, 0 forbidden imports');
    expect(code).toBe(0);
  });

  it('fails on a cycle of types alone', async () => {
    await write(
      'packages/core/src/jws/a.ts',
      "import type { B } from './b.js';\nexport type A = B;\n",
    );
    await write(
      'packages/core/src/jws/b.ts',
      "import type { A } from './a.js';\nexport type B = A;\n",
    );

    const { code, output } = await check(repository);

    expect(output).toContain('cycle: packages/core/src/jws/a.ts → packages/core/src/jws/b.ts');
    expect(output).toContain('1 import cycles, 0 forbidden imports');
    expect(code).toBe(1);
  });

  it('fails on a cycle of three files through an import at run time', async () => {
    await write('bench/lib/a.mjs', "export const load = () => import('./b.mjs');\n");
    await write('bench/lib/b.mjs', "export { load } from './c.mjs';\n");
    await write('bench/lib/c.mjs', "export { load } from './a.mjs';\n");

    const { code, output } = await check(repository);

    expect(output).toContain('cycle: bench/lib/a.mjs → bench/lib/b.mjs → bench/lib/c.mjs');
    expect(code).toBe(1);
  });

  it('fails on an import against the direction of the table', async () => {
    await write('packages/core/src/errors.ts', 'export const a = 1;\n');
    await write('packages/core/src/verifier/x.ts', 'export const x = 1;\n');
    await write('packages/core/src/jws/header.ts', "export { x } from '../verifier/x.js';\n");

    const { code, output } = await check(repository);

    expect(output).toContain(
      'forbidden: packages/core/src/jws/header.ts: packages/core/src/jws may not import verifier',
    );
    expect(code).toBe(1);
  });

  it('fails on a deep import of Nest outside nest-internals', async () => {
    const deep = "export { Module } from '@nestjs/core/injector/module.js';\n";
    await write('packages/nest/src/nest-internals/modules.ts', deep);
    await write('packages/nest/src/audit/modules.ts', deep);

    const { code, output } = await check(repository);

    expect(output).toContain(
      'forbidden: packages/nest/src/audit/modules.ts: packages/nest/src may not import @nestjs/core/injector/module.js',
    );
    expect(output).toContain('0 import cycles, 1 forbidden imports');
    expect(code).toBe(1);
  });

  function write(file: string, text: string): Promise<void> {
    const target = path.join(repository, file);
    return mkdir(path.dirname(target), { recursive: true }).then(() => writeFile(target, text));
  }
});

it('the repository has no import cycle and no forbidden import', async () => {
  const { code, output } = await check(path.resolve(command, '../../..'));

  expect(output).toMatch(/ 0 import cycles, 0 forbidden imports\n$/);
  expect(code).toBe(0);
});

function check(repository: string): Promise<Outcome> {
  return run(process.execPath, [command, repository], repository);
}

function run(program: string, args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (error, stdout) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout });
    });
  });
}
