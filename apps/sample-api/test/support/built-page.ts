/** A small page in the layout of the build. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export const INDEX = '<!doctype html><title>The page</title>';
export const SCRIPT = `console.log(${JSON.stringify('a'.repeat(500))});`;
export const STYLE = `body { color: #123456 } /* ${'b'.repeat(500)} */`;

/** Creates a temporary folder with a script in all encodings, a style without brotli, and a plain picture. */
export async function builtPage(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'portcullis-page-'));
  await mkdir(join(path, 'assets'));
  const files: Readonly<Record<string, string | Buffer>> = {
    'index.html': INDEX,
    'secret.txt': 'beside the assets, not one of them',
    'assets/app-1a2b.js': SCRIPT,
    'assets/app-1a2b.js.br': brotliCompressSync(SCRIPT),
    'assets/app-1a2b.js.gz': gzipSync(SCRIPT),
    'assets/app-3c4d.css': STYLE,
    'assets/app-3c4d.css.gz': gzipSync(STYLE),
    'assets/icon-5e6f.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'assets/.hidden': 'not to be served',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
