/** The JOSE header of a compact JWS (RFC 7515 §4), reduced to what may be compared with configuration. */
import { TokenError } from '../errors.js';
import { decodeBase64urlText } from '../encoding/base64url.js';
import { parseJsonText, type JsonObject } from '../encoding/strict-json.js';
import { isAlgorithm, type Algorithm } from './algorithms.js';

/**
 * What is read from a header. `jwk`, `jku`, `x5u` and `x5c` are not: a header never supplies a key.
 */
export interface JoseHeader {
  readonly alg: Algorithm;
  /** Key ID (RFC 7515 §4.1.4). */
  readonly kid: string | undefined;
  /** Media type of the token (RFC 7515 §4.1.9), as written. */
  readonly typ: string | undefined;
}

/** A header's decoded bytes are at most this many. */
export const MAX_HEADER_BYTES = 1024;
/** The longest `kid`, in bytes. */
export const MAX_KID_BYTES = 256;

/**
 * Decodes and checks a header.
 *
 * @param segment the first part of the token
 * @throws TokenError `ERR_TOKEN_TOO_LARGE`, `ERR_TOKEN_MALFORMED`, `ERR_HEADER_INVALID`, `ERR_CRITICAL_HEADER`,
 *   `ERR_ALGORITHM_NOT_ALLOWED`
 */
export function parseHeader(segment: string): JoseHeader {
  if (segment.length > Math.ceil((MAX_HEADER_BYTES * 4) / 3)) {
    throw new TokenError('ERR_TOKEN_TOO_LARGE', `the header is over ${MAX_HEADER_BYTES} bytes`);
  }
  const text = decodeBase64urlText(segment);
  const members = text === undefined ? undefined : parseJsonText(text);
  if (!members)
    throw new TokenError(
      'ERR_TOKEN_MALFORMED',
      'the header is not a strict JSON object in base64url',
    );
  refuseExtensions(members);
  return Object.freeze({
    alg: readAlgorithm(members['alg']),
    kid: readKeyId(members['kid']),
    typ: readText(members['typ'], 'typ'),
  });
}

/** No extension is understood, so whatever `crit` holds is a reason to refuse (RFC 7515 §4.1.11, RFC 7797). */
function refuseExtensions(members: JsonObject): void {
  if ('crit' in members) throw new TokenError('ERR_CRITICAL_HEADER', 'the header has crit');
  if ('b64' in members) throw new TokenError('ERR_CRITICAL_HEADER', 'the header has b64');
}

function readAlgorithm(alg: unknown): Algorithm {
  // The name of something every object inherits is aimed at a table lookup, not at an algorithm.
  if (typeof alg !== 'string' || alg === '' || alg in {}) {
    throw new TokenError('ERR_HEADER_INVALID', 'alg is not the name of an algorithm');
  }
  if (!isAlgorithm(alg))
    throw new TokenError('ERR_ALGORITHM_NOT_ALLOWED', 'alg is not a known algorithm');
  return alg;
}

function readKeyId(kid: unknown): string | undefined {
  const text = readText(kid, 'kid');
  if (text !== undefined && Buffer.byteLength(text) > MAX_KID_BYTES) {
    throw new TokenError('ERR_HEADER_INVALID', `kid is over ${MAX_KID_BYTES} bytes`);
  }
  return text;
}

function readText(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new TokenError('ERR_HEADER_INVALID', `${name} is not a string`);
}
