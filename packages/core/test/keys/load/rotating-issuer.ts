/** An issuer that publishes each signing key before it signs, with a manual clock. */
import { generateKeyPairSync } from 'node:crypto';
import { jwks, type Answer } from '../../support/jwks-server.js';
import { testKey, withKid, type TestKey } from '../../support/keys.js';
import { mint } from '../../support/tokens.js';

/** In seconds: freshness of an answer, lifetime of a token, time between rotations. */
export const MAX_AGE = 600;
export const LIFETIME = 600;
export const PERIOD = 1000;
const SPARE = 60;

/** Times of one key, in seconds since the issuer's start. */
interface Life {
  readonly key: TestKey;
  readonly published: number;
  readonly signs: number;
  readonly removed: number;
}

/** Publishes each key one max-age and a minute before it signs, and until its last token has expired. */
export class RotatingIssuer {
  readonly #clock: () => number;
  readonly #began: number;
  readonly #lives: readonly Life[];
  /** Tokens that have not expired. */
  #alive: { readonly token: string; readonly expires: number }[] = [];
  #issued = 0;
  #taken = 0;

  /**
   * @param rotations how often the signing key changes
   * @param clock milliseconds since the epoch
   */
  constructor(rotations: number, clock: () => number) {
    this.#clock = clock;
    this.#began = this.#now();
    this.#lives = Array.from({ length: rotations + 1 }, (_, i) => ({
      key: withKid(
        testKey('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
        `key-${i}`,
      ),
      published: i === 0 ? -Infinity : i * PERIOD - MAX_AGE - SPARE,
      signs: i === 0 ? -Infinity : i * PERIOD,
      removed: i === rotations ? Infinity : (i + 1) * PERIOD + LIFETIME + SPARE,
    }));
  }

  /** Answers with the keys that are published at the time of the request. */
  readonly answer: Answer = (request, response) => {
    const elapsed = this.#now() - this.#began;
    const keys = this.#lives
      .filter(({ published, removed }) => published <= elapsed && elapsed < removed)
      .map(({ key }) => key.jwk);
    jwks(keys, { 'cache-control': `max-age=${MAX_AGE}` })(request, response);
  };

  /** Good tokens: a fifth of them new, the others of any age up to their expiry. */
  tokens(count: number): readonly string[] {
    const now = this.#now();
    const fresh = Array.from({ length: Math.ceil(count / 5) }, () => this.#issue(now));
    this.#alive = this.#alive.filter(({ expires }) => expires > now);
    this.#alive.push(...fresh.map((token) => ({ token, expires: now + LIFETIME })));
    return Array.from({ length: count }, (_, i) => fresh[i] ?? this.#another());
  }

  /** A new token, signed with the current signing key. */
  #issue(now: number): string {
    const { key } = this.#lives.findLast(({ signs }) => signs <= now - this.#began) as Life;
    const jti = `token-${this.#issued++}`;
    return mint(key, { claims: { iat: now, exp: now + LIFETIME, jti } });
  }

  #another(): string {
    this.#taken = (this.#taken + 7) % this.#alive.length;
    return this.#alive[this.#taken]?.token ?? '';
  }

  #now(): number {
    return this.#clock() / 1000;
  }
}
