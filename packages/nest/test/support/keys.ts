/** Key material of the issuers in these tests, made anew in each run. */
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import type { Jwk } from '@portcullis/core';

/** What a token is signed with. */
export interface SignWith {
  readonly alg: 'HS256' | 'RS256' | 'ES256' | 'EdDSA';
  readonly kid?: string;
  /** A private key, or the bytes of a secret. */
  readonly key: KeyObject | Buffer;
}

/** A key pair of an issuer, under a key ID. */
export interface KeyPair extends SignWith {
  readonly key: KeyObject;
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly publicJwk: Jwk;
  readonly publicPem: string;
}

export function rsaKeyPair(kid: string): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    alg: 'RS256',
    kid,
    key: privateKey,
    publicKey,
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
    publicPem: String(publicKey.export({ format: 'pem', type: 'spki' })),
  };
}

export function secretKey(kid?: string): SignWith & { readonly key: Buffer } {
  return { alg: 'HS256', key: randomBytes(32), ...(kid === undefined ? {} : { kid }) };
}
