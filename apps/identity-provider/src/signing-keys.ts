import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** An RSA private key for RS256, labelled with its thumbprint. */
export interface SigningKey extends JWK {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
}

/** Private keys: the first one signs, all are published. */
export interface SigningKeys {
  readonly keys: readonly [SigningKey, ...SigningKey[]];
}

/** Makes a 2048-bit RSA key whose `kid` is its RFC 7638 thumbprint. */
export async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { ...jwk, kty: 'RSA', kid, alg: 'RS256', use: 'sig' };
}

/** @throws {TypeError} when a key is not a labelled RS256 private key; no part of a key is quoted */
export function assertSigningKeys({ keys }: SigningKeys): void {
  const complete = (key: SigningKey) =>
    key.kty === 'RSA' && key.alg === 'RS256' && key.kid && key.d;
  if (keys.length === 0 || !keys.every(complete)) {
    throw new TypeError(
      'keys must hold at least one key, each RSA, private, with alg RS256 and a kid',
    );
  }
}
