import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, DatabaseError } from './errors.js';

/** Folders that this process has open. A lock file with our own process ID may be left by an earlier process. */
const openHere = new Set<string>();

/**
 * Locks the folder of an embedded database with a file `<folder>.lock` that contains the process ID. The engine does not
 * detect a second process, which would corrupt the files. A lock of a dead process is taken over.
 *
 * @returns a function that releases the lock
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
    // Another process may take over the same lock at this moment: with `wx`, one of the two writes succeeds.
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

/** Signal 0 only tests whether the process exists. EPERM: it exists and belongs to another user. */
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
    `the embedded database in ${folder} is in use by ${owner}. Stop that process, choose another folder, or use a ` +
      `PostgreSQL server, which several processes can share. If no process uses it, delete ${file}`,
  );
}
