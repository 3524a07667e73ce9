import { execFile } from 'node:child_process';
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { userInfo, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** A temporary PostgreSQL server for tests. */
export interface ScratchServer {
  readonly url: string;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a PostgreSQL server on a free loopback port from the installed binaries. */
export async function startScratchServer(): Promise<ScratchServer> {
  const bin = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-postgres-'));
  const data = join(folder, 'data');
  if (isRoot()) chownSync(folder, await idOf('-u'), await idOf('-g'));
  try {
    await asServerUser(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N']);
    const port = await freePort();
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
    const log = join(folder, 'log');
    await asServerUser(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', log, '-o', settings, 'start']);
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      async stop() {
        await asServerUser(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop']);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function findBinaries(): string {
  const installed = versionFolders().map((version) => `/usr/lib/postgresql/${version}/bin`);
  const candidates = [...(process.env['PATH'] ?? '').split(delimiter), ...installed];
  const found = candidates.find((folder) =>
    ['initdb', 'pg_ctl'].every((name) => runs(folder, name)),
  );
  if (found) return found;
  throw new Error(
    'These tests need PostgreSQL: no server answers at DATABASE_URL or 127.0.0.1:5432, and initdb and pg_ctl are not ' +
      'installed. Install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql), or set ' +
      'DATABASE_URL to a server where the tests can create databases',
  );
}

function versionFolders(): string[] {
  try {
    return readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}

function runs(folder: string, name: string): boolean {
  try {
    accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL does not run as root; its packages create the user `postgres`. */
async function asServerUser(program: string, args: readonly string[]): Promise<void> {
  if (!isRoot()) {
    await exec(program, args);
    return;
  }
  const command = [program, ...args].map((word) => `'${word}'`).join(' ');
  await exec('su', ['postgres', '-s', '/bin/sh', '-c', `cd / && ${command} </dev/null >/dev/null`]);
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}

async function idOf(flag: '-u' | '-g'): Promise<number> {
  return Number((await exec('id', [flag, 'postgres'])).stdout);
}

/** Finds a free port: PostgreSQL cannot choose one itself. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
