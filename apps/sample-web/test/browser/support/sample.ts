/** The built sample API as a process, with an identity provider that a test can stop. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIdentityProvider, type IdentityProvider } from '@portcullis/identity-provider';
import type { MakeBacking } from './environments.js';

const APPS = join(import.meta.dirname, '../../../..');
const MAIN = join(APPS, 'sample-api/dist/main.js');
const PAGE = join(APPS, 'sample-web/dist/index.html');
const ADDRESS = /^Portcullis sample API +http:\/\/[^:]+:(\d+)/m;

/** A running sample. */
export class Sample {
  private constructor(
    readonly address: string,
    /** Password of the demo users. */
    readonly password: string,
    readonly provider: IdentityProvider,
    /** Stops everything and removes the data. */
    readonly stop: () => Promise<void>,
  ) {}

  /** Starts the sample. @param more - variables of the API that override the others */
  static async start(
    make: MakeBacking,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Sample> {
    for (const built of [MAIN, PAGE]) {
      if (!existsSync(built)) throw new Error(`${built} is missing: run \`npm run build\` first`);
    }
    const folder = await mkdtemp(join(tmpdir(), 'portcullis-page-'));
    const provider = await startIdentityProvider();
    const { variables, remove } = await make(join(folder, 'data'));
    const password = randomBytes(12).toString('base64url');
    const child = start(folder, {
      ...variables,
      OIDC_ISSUER: provider.issuer,
      DEMO_PASSWORD: password,
      // All tests of a file have the same client address.
      LOGIN_RATE_LIMIT: '1000',
      REFRESH_RATE_LIMIT: '1000',
      ...more,
    });
    const stop = async () => {
      await end(child);
      await Promise.all([provider.stop(), remove()]);
      await rm(folder, { recursive: true, force: true });
    };
    try {
      const address = await addressOf(child);
      await provider.setRedirectUris([`${address}/auth/callback`]);
      return new Sample(address, password, provider, stop);
    } catch (error) {
      await stop();
      throw error;
    }
  }
}

function start(folder: string, variables: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { PATH, NO_COLOR: '1', PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Returns the address with `localhost`, where browsers allow Web Locks and `Secure` cookies. */
async function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      printed += chunk.toString();
      const [, port] = ADDRESS.exec(printed) ?? [];
      if (port !== undefined) resolve(`http://localhost:${port}`);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => reject(new Error(`the sample API failed to start:\n${printed}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
