// Builds the page when it is missing or older than its sources.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = path.dirname(fileURLToPath(import.meta.url));
const BUILT = path.join(home, 'dist/index.html');
const SOURCES = ['src', 'build', 'index.html', 'vite.config.ts', 'package.json'];
const LOCK = '../../package-lock.json'; // changes with the versions of dependencies

if (!existsSync(BUILT) || newest() > statSync(BUILT).mtimeMs) {
  const { build } = await import('vite');
  await build({ root: home, logLevel: 'warn' });
}

/** Time of the newest source. A folder changes when a file is added or removed. */
function newest() {
  const files = [...SOURCES, LOCK].map((name) => path.join(home, name)).flatMap(withContents);
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

function withContents(file) {
  if (!statSync(file).isDirectory()) return [file];
  const names = readdirSync(file, { recursive: true });
  return [file, ...names.map((name) => path.join(file, name))];
}
