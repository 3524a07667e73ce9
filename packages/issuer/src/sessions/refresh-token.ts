/**
 * A refresh token: which session it is of, and 256 bits that nobody can guess. Only a hash of those bits is ever
 * stored. The next token of a session is derived from the one before it under a key of the server: whoever shows a
 * token again while that is allowed is given the very same successor, though nobody has kept it.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';

/** What a refresh token says. */
export interface RefreshToken {
  /** What its session is looked up by: 128 random bits, which stand in no other place that leaves the server. */
  readonly handle: Buffer;
  /** 256 bits. */
  readonly secret: Buffer;
}

const PREFIX = 'prt_'; // so that scanners of leaked secrets know one
const HANDLE_BYTES = 16;
const SECRET_BYTES = 32;
const LENGTH = PREFIX.length + ((HANDLE_BYTES + SECRET_BYTES) * 4) / 3;
const FORM = /^prt_[A-Za-z0-9_-]+$/;

/** The first token of a new session. */
export function firstToken(): RefreshToken {
  return { handle: randomBytes(HANDLE_BYTES), secret: randomBytes(SECRET_BYTES) };
}

/** The text that a client is given: `prt_` and 64 characters of base64url. */
export function writeToken({ handle, secret }: RefreshToken): string {
  return PREFIX + Buffer.concat([handle, secret]).toString('base64url');
}

/** Reads what a client has sent; undefined for what is no refresh token of ours. */
export function readToken(text: unknown): RefreshToken | undefined {
  if (typeof text !== 'string' || text.length !== LENGTH || !FORM.test(text)) return undefined;
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
  return { handle: bytes.subarray(0, HANDLE_BYTES), secret: bytes.subarray(HANDLE_BYTES) };
}

/** What is stored of a token's secret. 256 random bits need no slow hash: there is nothing to guess. */
export function hashOf({ handle, secret }: RefreshToken): Buffer {
  return createHash('sha256')
    .update('portcullis.refresh.v1\n')
    .update(handle)
    .update(secret)
    .digest();
}

/**
 * What a session is stored under: a copy of the store opens no session, not even the handle stands in it. It is of one
 * issuer: another that shares the store finds nothing by this issuer's tokens.
 */
export function handleHashOf({ handle }: RefreshToken, issuer = ''): Buffer {
  return createHash('sha256')
    .update('portcullis.refresh.handle.v1\n')
    .update(handle)
    .update(issuer)
    .digest();
}

/** Derives the tokens that follow, under a key that every process of the issuer has. */
export class Successors {
  readonly #key: Buffer;

  /**
   * @param key at least 32 random bytes; with another key the tokens that are shown again get another successor
   * @throws ConfigurationError for fewer, or for one byte over and over
   */
  constructor(key: Uint8Array) {
    if (key.length < SECRET_BYTES) {
      throw new ConfigurationError(
        'refreshKey',
        `${key.length} bytes`,
        `at least ${SECRET_BYTES} random bytes`,
      );
    }
    if (key.every((byte) => byte === key[0])) {
      throw new ConfigurationError(
        'refreshKey',
        'one byte, repeated',
        `at least ${SECRET_BYTES} random bytes`,
      );
    }
    this.#key = Buffer.from(key);
  }

  /** The token that takes the place of this one. It tells nothing of it without the key. */
  of({ handle, secret }: RefreshToken): RefreshToken {
    const next = createHmac('sha256', this.#key)
      .update('portcullis.refresh.successor.v1\n')
      .update(handle)
      .update(secret)
      .digest();
    return { handle, secret: next };
  }

  /** That token, and the one that takes its place. */
  twoOf(token: RefreshToken): readonly RefreshToken[] {
    const next = this.of(token);
    return [next, this.of(next)];
  }
}
