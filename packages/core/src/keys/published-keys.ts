/** The keys of one good answer, and what has changed since the one before. */
import { isDeepStrictEqual } from 'node:util';
import type { Algorithm } from '../jws/algorithms.js';
import type { JoseHeader } from '../jws/header.js';
import { ImportedJwks, importJwks, type SkippedKey } from '../jwk/import-jwks.js';
import type { Jwk, JwksDocument } from '../jwk/jwk.js';
import type { VerificationKey } from '../jwk/verification-key.js';

/** The keys of an issuer as of one answer. A key that the answer before had too is that same key. */
export class PublishedKeys {
  readonly #keys: ImportedJwks;
  readonly #document: JwksDocument;
  readonly #algorithms: readonly Algorithm[] | undefined;

  private constructor(
    keys: ImportedJwks,
    document: JwksDocument,
    algorithms: readonly Algorithm[] | undefined,
  ) {
    this.#keys = keys;
    this.#document = document;
    this.#algorithms = algorithms;
  }

  /**
   * @param algorithms what keys may be for; undefined for whatever each key's type and `alg` say
   * @param before the keys until now; given back when nothing changed
   */
  static of(
    document: JwksDocument,
    algorithms: readonly Algorithm[] | undefined,
    before?: PublishedKeys,
  ): PublishedKeys {
    if (before !== undefined && before.#isOf(document, algorithms)) return before;
    const imported = importJwks(document, algorithms === undefined ? {} : { algorithms });
    const keys = before ? before.#keptOf(document, imported) : imported.keys;
    return new PublishedKeys(new ImportedJwks(keys, imported.skipped), document, algorithms);
  }

  /** The key that a header means; throws a TokenError when that is not clear. */
  find(header: JoseHeader): VerificationKey | undefined {
    return this.#keys.find(header);
  }

  get count(): number {
    return this.#keys.keys.length;
  }

  /** Keys of the answer that policy refused. */
  get skipped(): readonly SkippedKey[] {
    return this.#keys.skipped;
  }

  /** The keys that are here and not there. */
  without(others: PublishedKeys): readonly VerificationKey[] {
    return this.#keys.keys.filter((key) => !others.#keys.has(key));
  }

  #isOf(document: JwksDocument, algorithms: readonly Algorithm[] | undefined): boolean {
    return (
      isDeepStrictEqual(document, this.#document) && isDeepStrictEqual(algorithms, this.#algorithms)
    );
  }

  /** Imported keys, with the one at hand in place of each that is the same. */
  #keptOf(document: JwksDocument, imported: ImportedJwks): readonly VerificationKey[] {
    const own = membersOf(this.#document, this.#keys);
    return membersOf(document, imported).map(({ jwk, key }) => {
      const same = own.find(
        (other) => other.key.alg === key.alg && isDeepStrictEqual(other.jwk, jwk),
      );
      return same?.key ?? key;
    });
  }
}

interface Member {
  readonly jwk: Jwk | undefined;
  readonly key: VerificationKey;
}

/** Each key with the JWK that it was made from: those that were not skipped, in their order. */
function membersOf(document: JwksDocument, { keys, skipped }: ImportedJwks): readonly Member[] {
  const passedOver = new Set(skipped.map(({ index }) => index));
  const jwks = document.keys.filter((_jwk, index) => !passedOver.has(index));
  return keys.map((key, i) => ({ jwk: jwks[i], key }));
}
