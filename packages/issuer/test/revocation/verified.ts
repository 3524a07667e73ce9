/** Verified tokens of the tests, and the verdicts of a list on them. */
import { createVerifier, PortcullisError, type VerifiedToken } from '@portcullis/core';
import { SigningKey, TokenSigner, type Revocations } from '../../src/index.js';

export const ISSUER = 'https://auth.example';
export const AUDIENCE = 'api';
/** In milliseconds; in the middle of a second. */
export const NOW = 1_800_000_000_400;

const key = await SigningKey.generate('ES256');
const signerOf = (issuer: string, clock: () => number) =>
  new TokenSigner({ issuer, audience: AUDIENCE, key, clock });

/** The claims of a token that a list uses. */
export interface Said {
  readonly issuer?: string;
  readonly sub?: string;
  readonly sid?: string;
  /** The time of signing, in milliseconds. Default {@link NOW}. */
  readonly at?: number;
  readonly expiresIn?: number;
}

/** A token that was signed and verified. */
export async function verified(said: Said = {}): Promise<VerifiedToken> {
  const { issuer = ISSUER, sub = 'user-1', sid, at = NOW, expiresIn = 900 } = said;
  const claims = sid === undefined ? {} : { sid };
  const { token } = await signerOf(issuer, () => at).sign({ subject: sub, claims, expiresIn });
  const options = { issuer, audience: AUDIENCE, keys: { find: () => key.verificationKey } };
  return createVerifier({ ...options, clock: () => at }).verify(token);
}

/** The same token with other claims, as a verifier would return it. */
export function withClaims(token: VerifiedToken, claims: object): VerifiedToken {
  return { ...token, claims: { ...token.claims, ...claims } };
}

/** The verdict of a list on a token. */
export function verdict(revocations: Revocations, token: VerifiedToken): string {
  try {
    return revocations.isRevoked(token) ? 'revoked' : 'good';
  } catch (error) {
    if (error instanceof PortcullisError) return error.code;
    throw error;
  }
}

/** Waits, one turn of the event loop at a time, until a condition is true. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setTimeout(next, 1));
}
