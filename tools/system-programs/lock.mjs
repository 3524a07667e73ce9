/** One process at a time: a file that is there while one is at it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 240_000;

/**
 * Runs an action while no other process runs one under the same file.
 *
 * @throws Error when another one takes longer than four minutes
 */
export async function locked(file, action) {
  const until = performance.now() + LONGEST_MS;
  while (!take(file)) {
    if (performance.now() > until) throw new Error(`${file} was held for too long`);
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
    return Number(readFileSync(file, 'utf8')) || undefined; // empty: it is being written
  } catch {
    return undefined;
  }
}

/** Whether there is a process of this ID. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
