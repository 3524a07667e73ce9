/** Makes tokens with node:crypto alone, the good and the bad ones. */
import { createHmac, sign, type KeyObject } from 'node:crypto';
import type { SignWith } from './keys.js';

/** Members to add or replace; one that is undefined is left out. */
export type Members = Readonly<Record<string, unknown>>;

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://api.example';

/** Claims that hold now. */
export function goodClaims(): Members {
  const now = Math.floor(Date.now() / 1000);
  return { iss: ISSUER, aud: AUDIENCE, sub: 'user-1', iat: now - 60, exp: now + 600 };
}

/** Creates a valid token, with changes of its header and claims. */
export function mint(key: SignWith, claims: Members = {}, header: Members = {}): string {
  const full = { alg: key.alg, typ: 'JWT', kid: key.kid, ...header };
  const input = `${segment(full)}.${segment({ ...goodClaims(), ...claims })}`;
  return `${input}.${signature(key, input)}`;
}

export function segment(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function signature({ alg, key }: SignWith, input: string): string {
  if (alg === 'HS256') return createHmac('sha256', key).update(input).digest('base64url');
  const hash = alg === 'EdDSA' ? null : 'sha256';
  const bytes = Buffer.from(input);
  return sign(hash, bytes, { key: key as KeyObject, dsaEncoding: 'ieee-p1363' }).toString(
    'base64url',
  );
}

/** The same token with other claims and the signature that it had. */
export function tampered(token: string, claims: Members): string {
  const [header = '', payload = '', signed = ''] = token.split('.');
  const had = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Members;
  return `${header}.${segment({ ...had, ...claims })}.${signed}`;
}
