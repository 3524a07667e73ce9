import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockDataDir } from '../src/data-dir-lock.js';
import { withScratchFolder } from './support/scratch-folder.js';

describe('the lock of an embedded database', () => {
  it('contains the process ID until it is released', () =>
    withScratchFolder(async (folder) => {
      const unlock = lockDataDir(join(folder, 'data'));
      expect(readFileSync(join(folder, 'data.lock'), 'utf8')).toBe(`${process.pid}\n`);
      unlock();
      expect(existsSync(join(folder, 'data.lock'))).toBe(false);
    }));

  it('is respected while its process is alive, which the error names', () =>
    withScratchFolder(async (folder) => {
      const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      try {
        writeFileSync(join(folder, 'data.lock'), `${other.pid}\n`);
        const attempt = () => lockDataDir(join(folder, 'data'));
        expect(attempt).toThrow(expect.objectContaining({ code: 'ERR_DATABASE_IN_USE' }) as Error);
        expect(attempt).toThrow(`process ${other.pid}`);
      } finally {
        other.kill();
      }
    }));

  it.each([
    ['of a dead process', () => endedProcess()],
    ['of an earlier process with our process ID', () => Promise.resolve(String(process.pid))],
    ['without a process ID', () => Promise.resolve('')],
  ])('is taken over when a lock is left %s', (_who, owner) =>
    withScratchFolder(async (folder) => {
      writeFileSync(join(folder, 'data.lock'), await owner());
      const unlock = lockDataDir(join(folder, 'data'));
      expect(readFileSync(join(folder, 'data.lock'), 'utf8')).toBe(`${process.pid}\n`);
      unlock();
    }),
  );
});

/** The ID of a process that has ended. */
async function endedProcess(): Promise<string> {
  const ended = spawn(process.execPath, ['-e', '']);
  await new Promise((done) => ended.on('exit', done));
  return String(ended.pid);
}
