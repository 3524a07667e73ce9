/** Several real processes on one store, bundled from the sources. */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Order, Report, StoreAddress } from './orders.js';
import { SOURCE_ALIASES } from '../../support/source-aliases.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const source = fileURLToPath(new URL('./member.ts', import.meta.url));

/** One process. It ends with the fleet. */
export interface Member {
  /** @throws Error when the process dies from the order */
  follow(order: Order): Promise<Report>;
  /** Sends an order that kills the process; returns the signal that ended it. */
  dieOf(order: Order): Promise<NodeJS.Signals | null>;
}

export class Fleet {
  readonly #scratch = mkdtempSync(path.join(os.tmpdir(), 'portcullis-fleet-'));
  readonly #children = new Set<ChildProcess>();

  get #program(): string {
    return path.join(this.#scratch, 'member.cjs');
  }

  /** Makes one file of the member and all that it needs: Node.js alone runs no TypeScript. */
  static async build(): Promise<Fleet> {
    const fleet = new Fleet();
    const options = {
      entryPoints: [source],
      outfile: fleet.#program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['pg-native'],
      alias: SOURCE_ALIASES,
    };
    const code = `require('esbuild').buildSync(${JSON.stringify(options)})`;
    await run(process.execPath, ['--eval', code], { cwd: root });
    return fleet;
  }

  /** Starts a member, and waits until it is connected. */
  async start(address: StoreAddress): Promise<Member> {
    const child = fork(this.#program, [JSON.stringify(address)], { execArgv: [] });
    this.#children.add(child);
    const gone = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
    void gone.then(() => this.#children.delete(child));
    const answer = (): Promise<unknown> =>
      Promise.race([
        once(child, 'message').then(([message]) => message as unknown),
        gone.then((signal) => Promise.reject(new Error(`the member ended: ${signal}`))),
      ]);
    await answer();
    return {
      follow(order) {
        const report = answer();
        child.send(order);
        return report as Promise<Report>;
      },
      dieOf(order) {
        child.send(order);
        return gone;
      },
    };
  }

  /** Ends all members. */
  async end(): Promise<void> {
    const ends = [...this.#children].map((child) => once(child, 'exit'));
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(ends);
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}
