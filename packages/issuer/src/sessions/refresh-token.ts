/**
 * Creates and reads refresh tokens. A token contains the handle of its session and a secret of 256 random bits. Only a
 * hash of them is stored. The next token is derived from the current one under a key of the server. A client that repeats a
 * token within the grace therefore receives the same successor, although it is not stored.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';

/** The parts of a refresh token. */
export interface RefreshToken {
  /** Identifies the session: 128 random bits, which only its refresh tokens contain. */
  readonly handle: Buffer;
  /** 256 random bits. */
  readonly secret: Buffer;
}

const PREFIX = 'prt_'; // lets scanners recognize leaked tokens
const HANDLE_BYTES = 16;
const SECRET_BYTES = 32;
const LENGTH = PREFIX.length + ((HANDLE_BYTES + SECRET_BYTES) * 4) / 3;
const FORM = /^prt_[A-Za-z0-9_-]+$/;

/** Creates the first token of a new session. */
export function firstToken(): RefreshToken {
  return { handle: randomBytes(HANDLE_BYTES), secret: randomBytes(SECRET_BYTES) };
}

/** Returns the text form of a token: `prt_` and 64 characters of base64url. */
export function writeToken({ handle, secret }: RefreshToken): string {
  return PREFIX + Buffer.concat([handle, secret]).toString('base64url');
}

/** Reads a token from a client; undefined for anything else. */
export function readToken(text: unknown): RefreshToken | undefined {
  if (typeof text !== 'string' || text.length !== LENGTH || !FORM.test(text)) return undefined;
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
  return { handle: bytes.subarray(0, HANDLE_BYTES), secret: bytes.subarray(HANDLE_BYTES) };
}

/** Returns the stored hash of a token. 256 random bits cannot be guessed, so a fast hash is enough. */
export function hashOf({ handle, secret }: RefreshToken): Buffer {
  return createHash('sha256')
    .update('portcullis.refresh.v1\n')
    .update(handle)
    .update(secret)
    .digest();
}

/**
 * Returns the key of a session in the store. A leaked copy of the store contains neither tokens nor handles. The key includes
 * the issuer, so that issuers that share a store cannot find each other's sessions.
 */
export function handleHashOf({ handle }: RefreshToken, issuer = ''): Buffer {
  return createHash('sha256')
    .update('portcullis.refresh.handle.v1\n')
    .update(handle)
    .update(issuer)
    .digest();
}

/** Derives successors of tokens, under a key that all processes of the issuer share. */
export class Successors {
  readonly #key: Buffer;

  /**
   * @param key at least 32 random bytes. Another key derives other successors
   * @throws ConfigurationError for a shorter key, or one of equal bytes
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
        'bytes that are all equal',
        `at least ${SECRET_BYTES} random bytes`,
      );
    }
    this.#key = Buffer.from(key);
  }

  /** Returns the successor of a token. Without the key, it reveals nothing about the token. */
  of({ handle, secret }: RefreshToken): RefreshToken {
    const next = createHmac('sha256', this.#key)
      .update('portcullis.refresh.successor.v1\n')
      .update(handle)
      .update(secret)
      .digest();
    return { handle, secret: next };
  }

  /** Returns the successor of a token, and the successor of that one. */
  twoOf(token: RefreshToken): readonly RefreshToken[] {
    const next = this.of(token);
    return [next, this.of(next)];
  }
}
