/** The keys of one good answer, and what has changed since the one before. */
import { isDeepStrictEqual } from 'node:util';
import type { JoseHeader } from '../jws/header.js';
import {
  ImportedJwks,
  importJwks,
  type ImportJwksOptions,
  type SkippedKey,
} from '../jwk/import-jwks.js';
import type { Jwk, JwksDocument } from '../jwk/jwk.js';
import type { VerificationKey } from '../jwk/verification-key.js';

/** The keys of an issuer as of one answer. A key that the answer before had too is that same key. */
export class PublishedKeys {
  readonly #keys: ImportedJwks;
  readonly #document: JwksDocument;
  readonly #rules: KeyRules;

  private constructor(keys: ImportedJwks, document: JwksDocument, rules: KeyRules) {
    this.#keys = keys;
    this.#document = document;
    this.#rules = rules;
  }

  /**
   * @param rules what keys may be for; default: whatever each key's type and `alg` say
   * @param before the keys until now; given back when nothing changed
   */
  static of(document: JwksDocument, rules: KeyRules, before?: PublishedKeys): PublishedKeys {
    if (before !== undefined && before.#isOf(document, rules)) return before;
    const imported = importJwks(document, rules);
    const keys = before ? before.#keptOf(imported) : imported;
    return new PublishedKeys(keys, document, rules);
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

  #isOf(document: JwksDocument, rules: KeyRules): boolean {
    return isDeepStrictEqual(document, this.#document) && isDeepStrictEqual(rules, this.#rules);
  }

  /** Replaces imported keys by equal loaded keys. */
  #keptOf(imported: ImportedJwks): ImportedJwks {
    const own = membersOf(this.#keys);
    const kept = membersOf(imported).map(([key, jwk]): Member => {
      const same = own.find(
        ([other, otherJwk]) => other.alg === key.alg && isDeepStrictEqual(otherJwk, jwk),
      );
      return [same?.[0] ?? key, jwk];
    });
    return new ImportedJwks(new Map(kept), imported.skipped);
  }
}

/** What keys may be for. */
export type KeyRules = Pick<ImportJwksOptions, 'algorithms' | 'bindEach'>;

/** A key with the JWK that it was made from. */
type Member = [key: VerificationKey, jwk: Jwk];

function membersOf(keys: ImportedJwks): readonly Member[] {
  return keys.keys.map((key) => [key, keys.jwkOf(key) as Jwk]);
}
