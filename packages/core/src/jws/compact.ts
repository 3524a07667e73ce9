/** Splits a compact JWS (RFC 7515 §7.1) without looking inside its payload. */
import { TokenError } from '../errors.js';
import { decodeBase64url, hasCanonicalTail } from '../encoding/base64url.js';
import { parseHeader, type JoseHeader } from './header.js';

/** The parts of a compact JWS. Nothing here is verified yet. */
export interface CompactJws {
  /** The first part, as written: an exact key for remembering decoded headers. */
  readonly headerSegment: string;
  readonly header: JoseHeader;
  /** What the signature is over: the first two parts and the dot between them. ASCII. */
  readonly signingInput: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** The default bound on a token's length, in bytes. */
export const MAX_TOKEN_BYTES = 8192;

const THREE_PARTS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/;

/**
 * Splits and decodes a token.
 *
 * @param token three base64url parts joined by dots
 * @param maxBytes longer tokens are refused before anything is decoded
 * @param decodeHeader the header's decoder; the verifier passes one that remembers
 * @throws TokenError of category `malformed` or `algorithm`
 */
export function parseCompact(
  token: string,
  maxBytes: number = MAX_TOKEN_BYTES,
  decodeHeader: (segment: string) => JoseHeader = parseHeader,
): CompactJws {
  if (typeof token !== 'string')
    throw new TokenError('ERR_TOKEN_MALFORMED', 'the token is not a string');
  if (token.length > maxBytes)
    throw new TokenError('ERR_TOKEN_TOO_LARGE', `the token is over ${maxBytes} bytes`);
  if (!THREE_PARTS.test(token)) {
    throw new TokenError('ERR_TOKEN_MALFORMED', 'the token is not three base64url parts');
  }
  const headerEnd = token.indexOf('.');
  const payloadEnd = token.indexOf('.', headerEnd + 1);
  const headerSegment = token.slice(0, headerEnd);
  const payloadSegment = token.slice(headerEnd + 1, payloadEnd);
  const signatureSegment = token.slice(payloadEnd + 1);
  if (
    !hasCanonicalTail(headerSegment) ||
    !hasCanonicalTail(payloadSegment) ||
    !hasCanonicalTail(signatureSegment)
  ) {
    throw new TokenError('ERR_TOKEN_MALFORMED', 'a part is not canonical base64url');
  }
  // The header first: `alg: none` is an algorithm that is not allowed, whatever its signature looks like.
  const header = decodeHeader(headerSegment);
  if (signatureSegment === '')
    throw new TokenError('ERR_TOKEN_MALFORMED', 'the signature is missing');
  return {
    headerSegment,
    header,
    signingInput: token.slice(0, payloadEnd),
    payload: decodeBase64url(payloadSegment),
    signature: decodeBase64url(signatureSegment),
  };
}
