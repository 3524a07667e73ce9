import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Sizes in bytes. */
interface Sizes {
  readonly plain: number;
  readonly gzip: number;
  readonly brotli: number;
}

/**
 * Writes `.gz` and `.br` beside each file of the build, and prints the size of a first visit.
 *
 * @param mostBytes - limit for all files together, compressed by gzip; a larger build fails
 */
export function precompress(mostBytes: number): Plugin {
  let folder = '';
  return {
    name: 'portcullis:precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = path.resolve(root, build.outDir);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      handler: () => {
        const sizes = filesIn(folder).map(compress);
        const total = (name: keyof Sizes) => sizes.reduce((sum, size) => sum + size[name], 0);
        console.log(
          `First visit: ${kib(total('brotli'))} by brotli, ${kib(total('gzip'))} by gzip, ` +
            `${kib(total('plain'))} plain; at most ${kib(mostBytes)}`,
        );
        if (total('gzip') > mostBytes) {
          throw new Error(
            `page size: received ${kib(total('gzip'))} by gzip, expected at most ${kib(mostBytes)}`,
          );
        }
      },
    },
  };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

function compress(file: string): Sizes {
  const plain = readFileSync(file);
  const gzip = gzipSync(plain, { level: 9 });
  const brotli = brotliCompressSync(plain);
  writeFileSync(`${file}.gz`, gzip);
  writeFileSync(`${file}.br`, brotli);
  return { plain: plain.length, gzip: gzip.length, brotli: brotli.length };
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
