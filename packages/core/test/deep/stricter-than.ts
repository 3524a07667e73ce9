/**
 * The reviewed list: what Portcullis rejects and a peer accepts, each with its reason. A difference that is
 * not listed fails the comparison, and so does an entry that is no longer needed. Tokens that Portcullis
 * accepts and a peer rejects have no list, because there are no such tokens.
 */
import type { ErrorCode } from '../../src/index.js';
import type { PeerName } from './peers.js';

/**
 * A reason to reject what a peer accepts. Rows are those of the attack catalogue; † is stricter than the RFC.
 */
export interface StricterThan {
  /** The error code of Portcullis. */
  readonly code: ErrorCode;
  /** The tags of the variations that this code rejects. */
  readonly tags: readonly string[];
  /** The peers that accept such tokens. */
  readonly peers: readonly PeerName[];
  /** Row of the catalogue of attacks. */
  readonly row: number;
  /** Why it is rejected. */
  readonly reason: string;
}

const ALL: readonly PeerName[] = ['jose', 'jsonwebtoken', 'fast-jwt'];

export const STRICTER_THAN: readonly StricterThan[] = [
  // The header.
  {
    code: 'ERR_CRITICAL_HEADER',
    tags: ['crit'],
    peers: ['jsonwebtoken', 'fast-jwt'],
    row: 23,
    reason:
      'RFC 7515 §4.1.11: crit names extensions that must be understood, and is a non-empty list. jsonwebtoken ' +
      'never reads it; fast-jwt ignores false, null, 0 and an empty string.',
  },
  {
    code: 'ERR_CRITICAL_HEADER',
    tags: ['crit of what is there'],
    peers: ['jose', 'jsonwebtoken'],
    row: 23,
    reason:
      'RFC 7515 §4.1.11: no extension is understood, so every critical extension is rejected. jose understands b64; ' +
      'jsonwebtoken never reads crit.',
  },
  {
    code: 'ERR_CRITICAL_HEADER',
    tags: ['b64'],
    peers: ALL,
    row: 24,
    reason:
      'RFC 7797 §6: b64 must be in crit, and §7: a JWT must not use it. Peers take the payload as encoded, ' +
      'another verifier takes it unencoded: two readings of one signature.',
  },
  {
    code: 'ERR_HEADER_INVALID',
    tags: ['typ that is not a string'],
    peers: ALL,
    row: 45,
    reason: 'RFC 7515 §4.1.9: typ is a string. A type that cannot be compared is rejected.',
  },
  {
    code: 'ERR_TOKEN_TYPE',
    tags: ['typ of another kind'],
    peers: ALL,
    row: 45,
    reason:
      'RFC 8725 §3.11: explicit types prevent that one kind of token replaces another. Peers look at typ ' +
      'only when told, and then take one value, not JWT, at+jwt and none.',
  },
  {
    code: 'ERR_TOKEN_TOO_LARGE',
    tags: ['header over 1 KiB', 'over 8 KiB', 'a long claim'], // the last one if its members are written twice
    peers: ALL,
    row: 30,
    reason:
      '†: work before the signature is bounded (RFC 7515 §10 leaves sizes to the implementation).',
  },
  // The claims.
  {
    code: 'ERR_CLAIM_MISSING',
    tags: ['exp missing'],
    peers: ['jsonwebtoken'],
    row: 37,
    reason:
      '†: a token without exp never expires. jsonwebtoken has no option that asks for a claim.',
  },
  {
    code: 'ERR_CLAIM_MISSING',
    tags: ['sub missing'],
    peers: ['jsonwebtoken'],
    row: 44,
    reason:
      '†: a token without sub identifies no user. jsonwebtoken has no option that asks for a claim.',
  },
  {
    code: 'ERR_CLAIM_MISSING',
    tags: ['sub null'],
    peers: ALL,
    row: 44,
    reason: 'RFC 7519 §4.1.2: sub is a string. Peers only require that the member is present.',
  },
  {
    code: 'ERR_CLAIM_INVALID',
    tags: ['sub empty', 'sub that is not a string'],
    peers: ALL,
    row: 44,
    reason:
      'RFC 7519 §4.1.2: sub is a string, and an empty one (†) identifies no user. A number or an object as subject is ' +
      'another user as soon as it is compared or looked up.',
  },
  {
    code: 'ERR_CLAIM_INVALID',
    tags: ['jti null or empty', 'jti that is not a string'],
    peers: ALL,
    row: 44,
    reason:
      'RFC 7519 §4.1.7: jti is a string. Revocation by jti must not be evaded with another type.',
  },
  {
    code: 'ERR_CLAIM_INVALID',
    tags: ['exp beyond all numbers'],
    peers: ALL,
    row: 36,
    reason:
      'RFC 7519 §2: a NumericDate is a number; 1e400 is read as Infinity, a token without an end.',
  },
  {
    code: 'ERR_CLAIM_INVALID',
    tags: ['nbf below 0', 'iat not above 0'],
    peers: ALL,
    row: 40,
    reason:
      '†: a time before 1970, or at its first second (RFC 7519 §2), is a mistake of its issuer, or −Infinity. An nbf of ' +
      '0 alone is in use, as "always".',
  },
  {
    code: 'ERR_CLAIM_INVALID',
    tags: [
      'iat beyond all numbers',
      'iat after exp, both within the tolerance',
      'iat past', // with an exp that is past as well, within the tolerance
      'iat within the tolerance',
    ],
    peers: ALL,
    row: 40,
    reason:
      'RFC 7519 §4.1.6: iat is the time of issue. A token issued after its expiry was not made by a working ' +
      'issuer, and its age is unknown. Peers read iat only with maxAge.',
  },
  {
    code: 'ERR_CLAIM_INVALID',
    tags: ['iat that is not a time'],
    peers: ['jsonwebtoken', 'fast-jwt'],
    row: 40,
    reason: 'RFC 7519 §4.1.6: iat is a NumericDate. These peers read it only with maxAge.',
  },
  {
    code: 'ERR_TOKEN_NOT_YET_VALID',
    tags: ['iat in the future', 'iat after exp'],
    peers: ALL,
    row: 40,
    reason:
      '†: a token issued in the future, beyond the clock tolerance, was not issued yet. Peers read iat only with ' +
      'maxAge.',
  },
  {
    code: 'ERR_TOKEN_EXPIRED',
    tags: ['exp exactly at the tolerance'],
    peers: ['fast-jwt'],
    row: 38,
    reason: 'RFC 7519 §4.1.4: not accepted on or after exp. fast-jwt accepts at exactly exp.',
  },
  {
    code: 'ERR_TOKEN_LIFETIME',
    tags: [
      'exp in milliseconds or very late',
      'a second over the longest lifetime',
      'the longest lifetime', // with an earlier iat
      'iat long ago',
    ],
    peers: ALL,
    row: 37,
    reason:
      '†: a lifetime over the bound (30 days unless configured) is an exp in milliseconds, or a key lost for ever.',
  },
  {
    code: 'ERR_CLAIM_INVALID',
    tags: ['aud for us, among values that are not strings'],
    peers: ALL,
    row: 43,
    reason:
      'RFC 7519 §4.1.3: aud is a string or an array of strings. Peers stop at the first match.',
  },
  {
    code: 'ERR_TOKEN_TYPE',
    tags: ['a claim of another kind of token', 'a claim that says another kind'],
    peers: ALL,
    row: 45,
    reason:
      'RFC 8725 §3.12: ID, logout, refresh and DPoP tokens of the same issuer are not access tokens, and are ' +
      'distinguished by claims if they have no typ. Peers leave this to the application.',
  },
  {
    code: 'ERR_TOKEN_BOUND',
    tags: ['cnf'],
    peers: ALL,
    row: 45,
    reason:
      'RFC 7800 §3.1: the sender of this token has to prove the key in cnf. Taken as a bearer token it works ' +
      'for a thief. Peers do not read cnf.',
  },
  // The JSON text.
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['duplicate members'],
    peers: ALL,
    row: 31,
    reason:
      '†: RFC 7515 §4 and RFC 7519 §4 allow to reject them or to take the last. Two parsers that choose ' +
      'differently disagree about the signed-in user, so they are rejected.',
  },
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['a member __proto__'],
    peers: ALL,
    row: 34,
    reason: '†: copied or merged by an application, it pollutes the prototype of objects.',
  },
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['a lone surrogate'],
    peers: ALL,
    row: 32,
    reason:
      'RFC 8259 §8.2: the behaviour is unpredictable; encoders replace it by U+FFFD, so that two names become equal.',
  },
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['invalid UTF-8'],
    peers: ['jsonwebtoken', 'fast-jwt'],
    row: 32,
    reason:
      'RFC 7519 §7.2 and RFC 8725 §3.7: UTF-8 only. These peers read U+FFFD or Latin-1 instead.',
  },
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['JSON with a byte order mark'],
    peers: ['jose'],
    row: 32,
    reason:
      'RFC 8259 §8.1: must not be sent; a parser may ignore it, and most do not. One text, one reading.',
  },
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['nested too deep'],
    peers: ALL,
    row: 35,
    reason:
      '†: RFC 8259 §9 lets a parser bound the nesting; ours is 32, so that no recursion can be exhausted.',
  },
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['JSON that is not an object'],
    peers: ['jsonwebtoken'],
    row: 33,
    reason:
      'RFC 7519 §7.2: the claims set is a JSON object. jsonwebtoken parses a text within JSON once more.',
  },
  // The base64url.
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['stray bits'],
    peers: ALL,
    row: 27,
    reason:
      'RFC 4648 §3.5: a decoder may reject unused bits that are not zero. Peers ignore them, so that one signature ' +
      'has many spellings and a token that is stored by its text can be spelled differently.',
  },
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['a part of impossible length'],
    peers: ['jsonwebtoken', 'fast-jwt'],
    row: 27,
    reason:
      'RFC 4648 §4: no bytes are spelled with 4n + 1 characters. These peers drop the last one, which gives one ' +
      'signature many spellings.',
  },
  {
    code: 'ERR_TOKEN_MALFORMED',
    tags: ['padding', 'whitespace in a part', 'text around the token'],
    peers: ['jose'],
    row: 26,
    reason:
      'RFC 7515 §2: base64url without padding, line breaks or other characters. jose ' +
      "leaves it to the platform's decoder, which skips whitespace and takes padding.",
  },
];
