/** Which key a token means: what its issuer's source answers with, unless the key is denied. */
import { ApplicationCalls } from '../application-calls.js';
import { TokenError } from '../errors.js';
import type { JoseHeader } from '../jws/header.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import { DeniedKeys } from './denied-keys.js';
import type { TrustedIssuer } from '../issuers/trusted-issuer.js';

type Found = ReturnType<TrustedIssuer['keys']['find']>;

/** Longer than any source of this package takes. */
const LONGEST_ANSWER_MS = 30_000;

/** Looks keys up for one verifier. */
export class KeyLookup {
  readonly denied = new DeniedKeys();
  /** A source of the application's own may hang. Those of this package bound their waiting calls themselves. */
  readonly #calls: ApplicationCalls;

  /** @param timeoutMs what tests replace */
  constructor(timeoutMs = LONGEST_ANSWER_MS) {
    const most = Number.POSITIVE_INFINITY;
    this.#calls = new ApplicationCalls('keys', { timeoutMs, maxWaiting: most });
  }

  /**
   * Asks the issuer's key source, but not for an algorithm that none of its keys can have, nor for a denied key.
   *
   * @throws TokenError `ERR_ALGORITHM_NOT_ALLOWED`, `ERR_KEY_NOT_FOUND`, and what the source throws
   */
  find(trusted: TrustedIssuer, header: JoseHeader): Found {
    if (!trusted.algorithms.has(header.alg)) {
      throw new TokenError('ERR_ALGORITHM_NOT_ALLOWED', 'alg is not an algorithm of the issuer');
    }
    return this.#ask(trusted, header);
  }

  /**
   * The key an issuer answers with at once. A source that has to ask somewhere, or fails, is left to the whole
   * verification: it will say why.
   */
  findNow(trusted: TrustedIssuer, header: JoseHeader): unknown {
    try {
      const found = this.#ask(trusted, header);
      if (found instanceof Promise) found.catch(() => undefined); // the whole verification asks again
      return found;
    } catch {
      return undefined;
    }
  }

  /** Without a key ID in the header the key has one; and what was waited for may have been denied meanwhile. */
  #ask({ issuer, keys }: TrustedIssuer, header: JoseHeader): Found {
    this.#assertAllowed(header.kid, issuer);
    const found = keys.find(header);
    return found instanceof Promise
      ? this.#inTime(found).then((key) => this.#unlessDenied(key, header, issuer))
      : this.#unlessDenied(found, header, issuer);
  }

  async #inTime(found: Promise<VerificationKey | undefined>): Promise<VerificationKey | undefined> {
    return this.#calls.run(() => found);
  }

  #unlessDenied(
    key: VerificationKey | undefined,
    header: JoseHeader,
    issuer: string,
  ): VerificationKey | undefined {
    this.#assertAllowed(header.kid, issuer);
    this.#assertAllowed(key?.kid, issuer);
    return key;
  }

  #assertAllowed(kid: string | undefined, issuer: string): void {
    if (this.denied.has(kid, issuer)) {
      throw new TokenError('ERR_KEY_NOT_FOUND', 'the key of the token is denied');
    }
  }
}
