/** Packs the packages as they would be published, and lays out an application beside them. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unpack } from './tarball.js';

const run = promisify(execFile);
const consumer = path.resolve(import.meta.dirname, '../..');
const root = path.resolve(consumer, '../..');

export const PACKAGES = ['core', 'issuer', 'nest'] as const;
export type PackageName = (typeof PACKAGES)[number];

/** An application whose `node_modules` has the packed packages. */
export interface PackedApp {
  readonly folder: string;
  /** The files of each tarball. */
  readonly files: ReadonlyMap<PackageName, readonly string[]>;
  remove(): Promise<void>;
}

/** Builds, packs and unpacks, all offline. The application's other dependencies come from this workspace. */
export async function packApp(): Promise<PackedApp> {
  await run('npm', ['run', 'tsc', '--silent', '--', '-b', 'packages/nest'], { cwd: root });
  const scratch = path.join(consumer, `.scratch-${process.pid}`);
  const folder = path.join(scratch, 'app');
  const remove = () => rm(scratch, { recursive: true, force: true });
  try {
    await cp(path.join(consumer, 'app'), folder, { recursive: true });
    return { folder, files: await installPacked(folder), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Unpacks the packages into an application's `node_modules`. */
async function installPacked(folder: string): Promise<PackedApp['files']> {
  const tarballs = await mkdtemp(path.join(tmpdir(), 'portcullis-pack-'));
  try {
    const files = new Map<PackageName, readonly string[]>();
    for (const name of PACKAGES) {
      const home = path.join(folder, 'node_modules', '@portcullis', name);
      files.set(name, await unpack(await pack(name, tarballs), home));
    }
    return files;
  } finally {
    await rm(tarballs, { recursive: true });
  }
}

/**
 * Runs the TypeScript version that most applications use, not the one that built the packages. Rejects with its
 * errors.
 */
export async function compile(...options: readonly string[]): Promise<void> {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, ...options], { cwd: root }).catch((error: unknown) => {
    const { stdout = '' } = error as { stdout?: string };
    throw new Error(`tsc ${options.join(' ')}\n${stdout}`, { cause: error });
  });
}

async function pack(name: PackageName, destination: string): Promise<string> {
  const options = ['pack', '--json', '--ignore-scripts', '--offline'];
  const { stdout } = await run('npm', [...options, '--pack-destination', destination], {
    cwd: path.join(root, 'packages', name),
  });
  const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
  return path.join(destination, packed?.filename ?? '');
}
