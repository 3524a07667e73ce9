import { InvalidKeyError } from '../errors.js';
import { KeySet } from '../jws/key-set.js';
import { importKey, importKeyForEach, type ImportKeyOptions } from './import-key.js';
import { isJwksDocument, type Jwk } from './jwk.js';
import type { VerificationKey } from './verification-key.js';

/** A JWK Set holds at most this many keys. */
export const MAX_JWKS_KEYS = 100;

/** A key of a set that was passed over. */
export interface SkippedKey {
  /** Its place in the document's `keys`. */
  readonly index: number;
  readonly kid: string | undefined;
  /** Why: the message of the refusal. */
  readonly reason: string;
}

/** The usable keys of a JWK Set, and those that were passed over. */
export class ImportedJwks extends KeySet<VerificationKey> {
  /** Keys that policy refused or that this library does not know (RFC 7517 §5 asks to ignore those). */
  readonly skipped: readonly SkippedKey[];
  readonly #origins: ReadonlyMap<VerificationKey, Jwk>;

  /** @param origins the keys, each with the JWK that it was made from */
  constructor(origins: ReadonlyMap<VerificationKey, Jwk>, skipped: readonly SkippedKey[]) {
    super(origins.keys());
    this.skipped = Object.freeze([...skipped]);
    this.#origins = origins;
  }

  /** The JWK that a key of the set was made from. */
  jwkOf(key: VerificationKey): Jwk | undefined {
    return this.#origins.get(key);
  }
}

/** How a set is imported. */
export interface ImportJwksOptions extends Pick<ImportKeyOptions, 'algorithms'> {
  /** Whether symmetric (`oct`) keys are taken. Default false: a published set must hold no secret. */
  readonly secrets?: boolean;
  /**
   * Whether a key that names no algorithm is bound to each of `algorithms` that it can do, rather than to the customary
   * one. Default false.
   */
  readonly bindEach?: boolean;
}

/**
 * Imports a JWK Set (RFC 7517 §5). A key that is weak, private, symmetric, malformed, of an unknown type or not
 * for verifying is skipped and reported; the others are used. Keys with the same `kid` are distinguished by their
 * algorithm; two of one algorithm make that `kid` ambiguous.
 *
 * @throws InvalidKeyError when the document is not a JWK Set or holds over 100 keys
 */
export function importJwks(document: unknown, options: ImportJwksOptions = {}): ImportedJwks {
  if (!isJwksDocument(document))
    throw new InvalidKeyError('a JWK Set is an object whose keys are an array');
  if (document.keys.length > MAX_JWKS_KEYS) {
    throw new InvalidKeyError(`a JWK Set of over ${MAX_JWKS_KEYS} keys`);
  }
  const keys = new Map<VerificationKey, Jwk>();
  const skipped: SkippedKey[] = [];
  document.keys.forEach((jwk: unknown, index) => {
    try {
      for (const key of importMember(jwk, options)) keys.set(key, jwk as Jwk);
    } catch (error) {
      if (!(error instanceof InvalidKeyError)) throw error;
      skipped.push({ index, kid: kidOf(jwk), reason: error.message });
    }
  });
  return new ImportedJwks(keys, skipped);
}

function importMember(jwk: unknown, options: ImportJwksOptions): readonly VerificationKey[] {
  if (typeof jwk !== 'object' || jwk === null)
    throw new InvalidKeyError('a member of keys is not an object');
  if ((jwk as Jwk).kty === 'oct' && options.secrets !== true) {
    throw new InvalidKeyError('a symmetric key in a JWK Set that is published');
  }
  const { algorithms, bindEach = false } = options;
  if (algorithms === undefined) return [importKey(jwk as Jwk)];
  return bindEach
    ? importKeyForEach(jwk as Jwk, { algorithms })
    : [importKey(jwk as Jwk, { algorithms })];
}

function kidOf(jwk: unknown): string | undefined {
  const kid: unknown = typeof jwk === 'object' && jwk !== null ? (jwk as Jwk).kid : undefined;
  return typeof kid === 'string' ? kid : undefined;
}
