import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, DatabaseError } from './errors.js';

/** Folders that this process has open: a lock file with our own number in it may be an earlier process's. */
const openHere = new Set<string>();

/**
 * Claims an embedded database's folder for this process by a file `<folder>.lock` that holds its number.
 * The engine itself does not notice a second process in its files, and both would damage them. A lock
 * that a killed process left behind is taken over.
 *
 * @returns a function that gives the folder back
 * @throws {DatabaseError} `ERR_DATABASE_IN_USE`
 */
export function lockDataDir(folder: string): () => void {
  const file = `${folder}.lock`;
  if (openHere.has(folder)) throw inUse(folder, 'this process', file);
  if (!writeNew(file)) {
    const owner = readOwner(file);
    if (owner !== undefined && owner !== process.pid && isAlive(owner)) {
      throw inUse(folder, `process ${owner}`, file);
    }
    rmSync(file, { force: true });
    // Another process may have found the same leftover: `wx` lets one of the two writes through.
    if (!writeNew(file)) throw inUse(folder, 'another process', file);
  }
  openHere.add(folder);
  return () => {
    openHere.delete(folder);
    rmSync(file, { force: true });
  };
}

function writeNew(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(file: string): number | undefined {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(owner) && owner > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Signal 0 asks whether a process exists without touching it; EPERM means it does, as someone else's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function inUse(folder: string, owner: string, file: string): DatabaseError {
  return new DatabaseError(
    'ERR_DATABASE_IN_USE',
    `the embedded database in ${folder} is open in ${owner}. Stop that one, choose another folder, or ` +
      `use a PostgreSQL server, which many processes may share. If nothing has it open, delete ${file}`,
  );
}
