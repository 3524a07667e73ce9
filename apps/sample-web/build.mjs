// Builds the page where it is missing or older than what it is made of; else it does nothing, and that quickly.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = path.dirname(fileURLToPath(import.meta.url));
const BUILT = path.join(home, 'dist/index.html');
const SOURCES = ['src', 'build', 'index.html', 'vite.config.ts', 'package.json'];
const LOCK = '../../package-lock.json'; // other versions of what it is made with

if (!existsSync(BUILT) || newest() > statSync(BUILT).mtimeMs) {
  const { build } = await import('vite');
  await build({ root: home, logLevel: 'warn' });
}

/** When a source was last changed; a folder is changed when a file in it comes or goes. */
function newest() {
  const files = [...SOURCES, LOCK].map((name) => path.join(home, name)).flatMap(withContents);
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

function withContents(file) {
  if (!statSync(file).isDirectory()) return [file];
  const names = readdirSync(file, { recursive: true });
  return [file, ...names.map((name) => path.join(file, name))];
}
