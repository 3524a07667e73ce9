/** Keys that an operator has stopped, by exact key ID: of one issuer, or of all. */
import { InvalidArgumentError } from '../errors.js';
import { describeValue } from '../time/duration.js';

const MOST_DENIED = 1000;
const MOST_KID_BYTES = 256;

/** Which keys are denied. Bounded, and nothing but {@link DeniedKeys.allow} takes one out. */
export class DeniedKeys {
  /** By key ID: the issuers, undefined for all of them. */
  readonly #issuers = new Map<string, Set<string | undefined>>();
  #count = 0;

  /** @throws InvalidArgumentError for an invalid key ID, and beyond 1,000 keys */
  deny(kid: string, issuer: string | undefined): void {
    if (typeof kid !== 'string' || Buffer.byteLength(kid) > MOST_KID_BYTES) {
      throw new InvalidArgumentError('kid', describeValue(kid), 'a key ID of at most 256 bytes');
    }
    const issuers = this.#issuers.get(kid) ?? new Set();
    if (issuers.has(issuer)) return;
    if (this.#count >= MOST_DENIED) {
      const right = 'allowKey for those whose tokens have ended, or a configuration without them';
      throw new InvalidArgumentError('kid', `more than ${MOST_DENIED} keys`, right);
    }
    this.#count++;
    this.#issuers.set(kid, issuers.add(issuer));
  }

  /** @returns whether just this was denied */
  allow(kid: string, issuer: string | undefined): boolean {
    const issuers = this.#issuers.get(kid);
    if (!issuers?.delete(issuer)) return false;
    if (issuers.size === 0) this.#issuers.delete(kid);
    this.#count--;
    return true;
  }

  has(kid: string | undefined, issuer: string): boolean {
    if (this.#count === 0 || kid === undefined) return false;
    const issuers = this.#issuers.get(kid);
    return issuers !== undefined && (issuers.has(undefined) || issuers.has(issuer));
  }
}
