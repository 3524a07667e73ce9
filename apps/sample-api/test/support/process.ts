/** The built sample API as a separate process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/** Returns the address in the printed start text. */
export function addressIn(printed: string): string {
  return /^Portcullis sample API +(http:\S+)$/m.exec(printed)?.[1] ?? '';
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs `node dist/main.js`. */
export class SampleProcess {
  readonly #child: ChildProcess;
  readonly #ending: Promise<Ending>;
  #stdout = '';
  #stderr = '';

  /**
   * Starts the process, by default on free loopback ports.
   *
   * @param folder - working directory, which also contains its data
   */
  constructor(folder: string, variables: Readonly<Record<string, string>> = {}) {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\` first`);
    const { PATH = '' } = process.env;
    this.#child = spawn(process.execPath, [MAIN], {
      cwd: folder,
      env: { PATH, NO_COLOR: '1', PORT: '0', IDENTITY_PROVIDER_PORT: '0', ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.#ending = once(this.#child, 'close').then(([code, signal]) => ({
      code: code as Ending['code'],
      signal: signal as Ending['signal'],
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** Waits for the last printed curl command, and returns the whole output. */
  async started(): Promise<string> {
    const isComplete = () => /(\n {2}curl [^\n]+){3}\n/.test(this.#stdout);
    while (!isComplete()) {
      const ended = await Promise.race([
        once(this.#child.stdout ?? this.#child, 'data').then(() => undefined),
        this.#ending,
      ]);
      if (ended) throw new Error(`the sample API failed to start: ${ended.stderr}`);
    }
    return this.#stdout;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the process has ended. */
  ended(): Promise<Ending> {
    return this.#ending;
  }
}
