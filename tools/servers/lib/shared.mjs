/** One server for all processes of a run. The first process that needs it starts it, and it stops with the run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keep } from './keep.mjs';
import { KINDS } from './kinds.mjs';
import { isAlive, locked } from '../../system-programs/lock.mjs';

/** The folder in which the processes of a run share the addresses of their servers. Child processes inherit it. */
const FOLDER = 'PORTCULLIS_SERVERS';
const OWNER = 'PORTCULLIS_SERVERS_OWNER';

/** Begins a run that ends with this process. Starts no server. */
export function beginRun() {
  process.env[FOLDER] = mkdtempSync(path.join(os.tmpdir(), 'portcullis-servers-'));
  process.env[OWNER] = String(process.pid);
}

/** Stops the servers of the run and waits until they have exited. */
export async function endRun() {
  const folder = process.env[FOLDER];
  if (folder === undefined || process.env[OWNER] !== String(process.pid)) return;
  const records = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const name of records) {
    const { keeper } = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    if (isAlive(keeper)) process.kill(keeper, 'SIGTERM');
    while (isAlive(keeper)) await sleep(20);
  }
  rmSync(folder, { recursive: true, force: true });
  delete process.env[FOLDER];
}

/** Returns the address of a running server. */
export async function urlOf(name) {
  const kind = KINDS[name];
  return (await answering(kind)) ?? (await sharedUrl(name));
}

/**
 * Returns the address in the variable, or at the default port. If the server of the variable rejects the connection,
 * this is an error. A server at the default port that rejects it belongs to someone else and is ignored.
 */
async function answering({ variable, usual, answers }) {
  const given = process.env[variable];
  if (given) return (await answers(given)) ? given : undefined;
  for (const url of usual) {
    if (await answers(url).catch(() => false)) return url;
  }
  return undefined;
}

function sharedUrl(name) {
  if (process.env[FOLDER] === undefined) {
    beginRun();
    process.once('exit', () => rmSync(process.env[FOLDER] ?? '', { recursive: true, force: true }));
  }
  const folder = process.env[FOLDER];
  const record = path.join(folder, `${name}.json`);
  return locked(path.join(folder, `${name}.lock`), async () => {
    const known = read(record);
    if (known && isAlive(known.keeper)) return known.url;
    const owner = Number(process.env[OWNER]);
    const { keeper, url } = await keep(name, { owner, scratch: folder });
    keeper.disconnect();
    writeFileSync(record, JSON.stringify({ keeper: keeper.pid, url }));
    return url;
  });
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
