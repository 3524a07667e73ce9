/** A verifier over the JWKS of a real server, with a manual clock and the middle of the jitter. */
import { createVerifier, type PortcullisError, type TokenVerifier } from '../../../src/index.js';
import { RemoteJwks } from '../../../src/keys/index.js';
import { JwksServer, type Answer } from '../../support/jwks-server.js';
import { ManualClock } from '../../support/manual-clock.js';
import { until } from '../../support/remote.js';
import { AUDIENCE, ISSUER, NOW } from '../../support/tokens.js';
import { errorOf } from '../../support/verdict.js';

/** The number of each verdict: `accepted`, or the code of the rejection. */
export type Counts = Readonly<Record<string, number>>;

export class LoadedVerifier {
  readonly clock: ManualClock;
  readonly server: JwksServer;
  readonly #verifier: TokenVerifier;
  /** Started and finished fetches: each finished fetch asks for jitter once. */
  #begun = 0;
  #ended = 0;

  private constructor(server: JwksServer, clock: ManualClock) {
    this.server = server;
    this.clock = clock;
    const random = () => {
      this.#ended++;
      return 0.5;
    };
    const environment = { clock: clock.now, scheduler: clock.after, random };
    const keys = new RemoteJwks(server.uri, { fetch: this.#fetch }, environment);
    this.#verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, clock: clock.now });
  }

  /** Nothing is fetched yet. */
  static async open(answer: Answer, clock = new ManualClock(NOW)): Promise<LoadedVerifier> {
    return new LoadedVerifier(await JwksServer.start(answer), clock);
  }

  readonly #fetch: typeof fetch = (input, init) => {
    this.#begun++;
    return fetch(input, init);
  };

  async warmUp(): Promise<void> {
    await this.#verifier.warmUp();
  }

  /** Verifies tokens, all at once. */
  async verify(tokens: readonly string[]): Promise<Counts> {
    const counts: Record<string, number> = {};
    await Promise.all(
      tokens.map(async (token) => {
        const verdict = (await this.refusalOf(token))?.code ?? 'accepted';
        counts[verdict] = (counts[verdict] ?? 0) + 1;
      }),
    );
    return counts;
  }

  /** Why a token is rejected; undefined when it is not. */
  refusalOf(token: string): Promise<PortcullisError | undefined> {
    return errorOf(() => this.#verifier.verify(token));
  }

  /** Advances the clock, after every fetch has ended and tokens that should wait for the shared fetch do so. */
  async pass(seconds: number, { waiting = false } = {}): Promise<void> {
    await until(() => this.#ended === this.#begun && this.clock.waiting === Number(waiting));
    this.clock.advance(seconds);
  }

  async close(): Promise<void> {
    this.#verifier.close();
    await this.server.stop();
  }
}

/** The sum of two counts. */
export function sum(one: Counts, other: Counts): Counts {
  const names = [...Object.keys(one), ...Object.keys(other)];
  return Object.fromEntries(names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}
