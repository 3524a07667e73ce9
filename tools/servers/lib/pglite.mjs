/** Data folders of PGlite, copied from one empty database. Creating one takes ten seconds of CPU time. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { locked } from '../../system-programs/lock.mjs';

const modules = path.resolve(import.meta.dirname, '../../../node_modules');
const cache = path.join(modules, '.cache/portcullis-pglite');

/** Copies an empty database into a folder; see `index.d.mts`. */
export async function putPglite(dataDir) {
  cpSync(await original(), dataDir, { recursive: true });
}

/** Copies an empty database into a new folder; see `index.d.mts`. */
export async function scratchPglite() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'portcullis-pglite-'));
  const dataDir = path.join(folder, 'data');
  await putPglite(dataDir);
  return { dataDir, remove: async () => rmSync(folder, { recursive: true, force: true }) };
}

async function original() {
  const manifest = path.join(modules, '@electric-sql/pglite/package.json');
  const made = path.join(cache, JSON.parse(readFileSync(manifest, 'utf8')).version);
  if (existsSync(made)) return made;
  mkdirSync(cache, { recursive: true });
  return locked(`${made}.lock`, async () => {
    if (existsSync(made)) return made;
    const scratch = mkdtempSync(`${made}-`);
    const { PGlite } = await import('@electric-sql/pglite');
    const db = await PGlite.create(scratch);
    await db.close();
    renameSync(scratch, made);
    return made;
  });
}
