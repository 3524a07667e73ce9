/** Verifies a signature and nothing else: any payload, no claims. */
import { TokenError } from '../errors.js';
import { decodeScreened } from '../encoding/base64url.js';
import { parseCompact, type CompactJws } from './compact.js';
import type { JoseHeader } from './header.js';
import { KeySet, type SignatureKey } from './key-set.js';

/** A JWS whose signature holds. */
export interface VerifiedJws {
  readonly header: JoseHeader;
  /** The payload's bytes, whatever they are. */
  readonly payload: Uint8Array;
}

/** Bounds of {@link verifyCompact}. */
export interface VerifyCompactOptions {
  /** The longest token to look at, in bytes. Default 8192. */
  readonly maxTokenBytes?: number;
}

/**
 * Verifies a compact JWS (RFC 7515 §5.2). The key decides the algorithm; the header's `alg` must be equal.
 *
 * @param token the compact serialization
 * @param keys one key, or the keys of one issuer, from which the header's `kid` picks
 * @returns the header (only `alg`, `kid`, `typ`) and the payload's bytes
 * @throws TokenError when the token is malformed, no key fits, or the signature does not hold
 */
export function verifyCompact(
  token: string,
  keys: SignatureKey | Iterable<SignatureKey>,
  options: VerifyCompactOptions = {},
): VerifiedJws {
  const jws = parseCompact(token, options.maxTokenBytes);
  const payload = decodeScreened(jws.payloadSegment);
  if (!payload)
    throw new TokenError('ERR_TOKEN_MALFORMED', 'the payload is not canonical base64url');
  verifySignature(jws, keySetOf(keys).find(jws.header));
  return { header: jws.header, payload };
}

/**
 * The last step that every verification goes through: the key exists, its algorithm is the header's, and the
 * signature holds.
 *
 * @throws TokenError `ERR_KEY_NOT_FOUND`, `ERR_ALGORITHM_NOT_ALLOWED`, `ERR_SIGNATURE_INVALID`
 */
export function verifySignature(jws: CompactJws, key: SignatureKey | undefined): void {
  // A key source of the user's own may answer with anything: only a key is a key.
  if (typeof key?.verify !== 'function') {
    throw new TokenError('ERR_KEY_NOT_FOUND', 'the issuer has no key with the kid of the token');
  }
  if (key.alg !== jws.header.alg) {
    throw new TokenError('ERR_ALGORITHM_NOT_ALLOWED', 'alg is not the algorithm of the key');
  }
  if (key.verify(jws.signingInput, jws.signature) !== true) {
    throw new TokenError('ERR_SIGNATURE_INVALID', 'the signature does not hold');
  }
}

function keySetOf(keys: SignatureKey | Iterable<SignatureKey>): KeySet {
  if (keys instanceof KeySet) return keys as KeySet;
  return new KeySet(Symbol.iterator in keys ? keys : [keys]);
}
