/** Reads tarballs of `npm pack`: gzipped, in the ustar format. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
const FILE = new Set(['0', '\0']);

/** Unpacks a tarball's `package/` into a folder. Returns the paths of its files. */
export async function unpack(tarball: string, folder: string): Promise<readonly string[]> {
  const bytes = gunzipSync(await readFile(tarball));
  const files: string[] = [];
  let at = 0;
  while (at + BLOCK <= bytes.length && bytes[at] !== 0) {
    const { name, size, type } = readEntry(bytes.subarray(at, at + BLOCK));
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (!FILE.has(type))
      throw new Error(
        `${tarball} has an unsupported entry: received type ${JSON.stringify(type)}, expected a file`,
      );
    const relative = name.replace(/^package\//, '');
    const file = path.join(folder, relative);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    files.push(relative);
  }
  return files;
}

function readEntry(header: Buffer): { name: string; size: number; type: string } {
  const text = (from: number, length: number) =>
    header
      .subarray(from, from + length)
      .toString('utf8')
      .replace(/\0.*$/s, '');
  const prefix = text(345, 155);
  const name = text(0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: Number.parseInt(text(124, 12).trim(), 8),
    type: header.toString('latin1', 156, 157),
  };
}
