/** The stack that a Nest or Express user picks today, for comparison. */
import { Worker } from 'node:worker_threads';
import { AUDIENCE, ISSUER, NOW } from '../../support/tokens.js';

export interface ClassicalVerdict {
  /** The name of the error's class; undefined for a token that is accepted. */
  readonly error: string | undefined;
  readonly message: string | undefined;
}

export class ClassicalStack {
  readonly #thread: Worker;
  readonly #pending = new Map<number, (verdict: ClassicalVerdict) => void>();
  #asked = 0;

  /** @param rateLimit as its documentation recommends, or not, as is its default */
  constructor(jwksUri: string, { rateLimit }: { readonly rateLimit: boolean }) {
    const claims = { issuer: ISSUER, audience: AUDIENCE, clockTimestamp: NOW };
    this.#thread = new Worker(new URL('./classical-stack.mjs', import.meta.url), {
      workerData: { jwksUri, rateLimit, claims },
    });
    this.#thread.on('message', ({ id, ...verdict }: ClassicalVerdict & { readonly id: number }) => {
      this.#pending.get(id)?.(verdict);
      this.#pending.delete(id);
    });
  }

  /** Tokens that have no verdict yet. */
  get pending(): number {
    return this.#pending.size;
  }

  async verify(token: string): Promise<ClassicalVerdict> {
    const [verdict] = await Promise.all(this.verifyAll([token]));
    return verdict as ClassicalVerdict;
  }

  /** Verifies tokens that come at once. */
  verifyAll(tokens: readonly string[]): readonly Promise<ClassicalVerdict>[] {
    const requests = tokens.map((token) => ({ id: this.#asked++, token }));
    this.#thread.postMessage(requests, []);
    return requests.map(({ id }) => new Promise((resolve) => void this.#pending.set(id, resolve)));
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
