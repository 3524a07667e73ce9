/** The built page complies with its Content-Security-Policy and is precompressed. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const HOME = join(import.meta.dirname, '../..');
const VITE = join(HOME, '../../node_modules/vite/bin/vite.js');

let folder: string;
let printed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portcullis-web-'));
  const made = await promisify(execFile)(
    process.execPath,
    [VITE, 'build', '--outDir', folder, '--emptyOutDir'],
    { cwd: HOME, env: { ...process.env, NODE_ENV: 'production' } },
  );
  printed = made.stdout;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the built page', () => {
  it('has no inline script or style, which its policy would block', async () => {
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    const scripts = [...html.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, content] of scripts) {
      expect(attributes).toContain('src="/assets/');
      expect(content).toBe('');
    }
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|href="data:/);
    expect(html).toMatch(/<link rel="stylesheet"[^>]* href="\/assets\//);
  });

  it('has a gzip and a brotli copy of each file', async () => {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names
      .filter((entry) => entry.isFile() && !/\.(?:gz|br)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const plain = await readFile(file);
      expect(gunzipSync(await readFile(`${file}.gz`))).toEqual(plain);
      expect(brotliDecompressSync(await readFile(`${file}.br`))).toEqual(plain);
    }
  });

  it('prints the size of a first visit, at most 150 KiB', () => {
    const [, gzip = ''] = /First visit: .* by brotli, ([\d.]+) KiB by gzip/.exec(printed) ?? [];
    expect(Number(gzip)).toBeGreaterThan(0);
    expect(Number(gzip)).toBeLessThanOrEqual(150);
  });
});
