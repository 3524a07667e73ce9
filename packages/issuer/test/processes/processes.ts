/** Starts processes of an issuer from the sources, and exchanges messages with them. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { SOURCE_ALIASES } from '../support/source-aliases.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = path.resolve(here, '../../..');

/** A program bundled from the sources, in a scratch folder where its dependencies are found. */
export interface Program {
  readonly file: string;
  remove(): Promise<void>;
}

export async function buildProgram(): Promise<Program> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'portcullis-rings-'));
  await symlink(path.join(packages, '../node_modules'), path.join(folder, 'node_modules'));
  const file = path.join(folder, 'ring-process.mjs');
  await build({
    entryPoints: [path.join(here, 'ring-process.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: { ...SOURCE_ALIASES },
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The ring as a process sees it. */
export interface RingState {
  readonly active: string;
  readonly kids: readonly string[];
}

interface Message {
  readonly ready?: RingState;
  readonly held?: boolean;
  readonly id?: number;
  readonly answer?: unknown;
}

export class RingProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #ids = 0;
  readonly ready: Promise<RingState>;
  /** Resolves when the process has stopped at the chosen point of a write. */
  readonly held: Promise<void>;

  constructor(program: Program, args: readonly string[]) {
    this.#child = fork(program.file, args, { execArgv: [], stdio: 'inherit' });
    let isHeld = (): void => undefined;
    this.held = new Promise((resolve) => (isHeld = resolve));
    this.ready = new Promise((resolve, reject) => {
      this.#child.on('exit', (code) => reject(new Error(`the process ended with ${code}`)));
      this.#child.on('message', (message: Message) => {
        if (message.ready) resolve(message.ready);
        if (message.held) isHeld();
        if (message.id !== undefined) this.#waiting.get(message.id)?.(message.answer);
      });
    });
  }

  advance(milliseconds: number): Promise<RingState> {
    return this.#ask({ do: 'advance', milliseconds }) as Promise<RingState>;
  }

  rotate(): Promise<unknown> {
    return this.#ask({ do: 'rotate' });
  }

  kill(kid: string): Promise<unknown> {
    return this.#ask({ do: 'kill', kid });
  }

  hold(at: 'before' | 'after'): Promise<unknown> {
    return this.#ask({ do: 'hold', at });
  }

  state(): Promise<RingState> {
    return this.#ask({ do: 'state' }) as Promise<RingState>;
  }

  /** Asks repeatedly until a condition is true; returns the time that it took, in milliseconds. */
  async sees(isSo: (state: RingState) => boolean): Promise<number> {
    const start = performance.now();
    while (!isSo(await this.state())) {
      if (performance.now() - start > 20_000) throw new Error('the process does not follow');
    }
    return performance.now() - start;
  }

  /** Ends the process by SIGKILL. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  #ask(command: object): Promise<unknown> {
    const id = this.#ids++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, ...command });
    });
  }
}
