/** Splits a compact JWS (RFC 7515 §7.1) and leaves its payload as it is. */
import { TokenError } from '../errors.js';
import { decodeScreened, isScreened } from '../encoding/base64url.js';
import { parseHeader, type JoseHeader } from './header.js';

/** The parts of a compact JWS. Nothing here is verified yet. */
export interface CompactJws {
  /** The first part, as written: an exact key for remembering decoded headers. */
  readonly headerSegment: string;
  readonly header: JoseHeader;
  /** What the signature is over: the first two parts and the dot between them. ASCII. */
  readonly signingInput: string;
  /** The second part, as written and screened. It is decoded only when it is needed. */
  readonly payloadSegment: string;
  readonly signature: Buffer;
}

/** The default bound on a token's length, in bytes. */
export const MAX_TOKEN_BYTES = 8192;

/**
 * Splits a token, and decodes its header and signature.
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
  if (!isScreened(token))
    throw new TokenError(
      'ERR_TOKEN_MALFORMED',
      'the token has a character that is not of base64url',
    );
  const headerEnd = token.indexOf('.');
  const payloadEnd = token.indexOf('.', headerEnd + 1);
  if (headerEnd < 1 || payloadEnd < 0 || token.indexOf('.', payloadEnd + 1) >= 0) {
    throw new TokenError('ERR_TOKEN_MALFORMED', 'the token is not three parts');
  }
  const headerSegment = token.slice(0, headerEnd);
  // The header first: what it says may be reason enough not to decode the rest.
  const header = decodeHeader(headerSegment);
  const signature = decodeScreened(token.slice(payloadEnd + 1));
  if (!signature)
    throw new TokenError('ERR_TOKEN_MALFORMED', 'the signature is not canonical base64url');
  if (signature.length === 0)
    throw new TokenError('ERR_TOKEN_MALFORMED', 'the signature is missing');
  const payloadSegment = token.slice(headerEnd + 1, payloadEnd);
  const signingInput = token.slice(0, payloadEnd);
  return { headerSegment, header, payloadSegment, signingInput, signature };
}
