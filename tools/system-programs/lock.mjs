/** A lock between processes: a file that exists while one of them holds it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 240_000;

/**
 * Runs an action while no other process holds the lock of the same file.
 *
 * @throws Error if another process holds it for more than four minutes
 */
export async function locked(file, action) {
  const until = performance.now() + LONGEST_MS;
  while (!take(file)) {
    if (performance.now() > until)
      throw new Error(`${file} is locked: another process has held it for more than four minutes`);
    await sleep(50);
  }
  try {
    return await action();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = holderOf(file);
    if (holder !== undefined && !isAlive(holder)) rmSync(file, { force: true });
    return false;
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined; // empty while it is being written
  } catch {
    return undefined;
  }
}

/** Tells whether a process with this ID exists. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
