import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** An RSA private key for RS256. Its `kid` is the key's thumbprint. */
export interface SigningKey extends JWK {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
}

/** Private keys. The first one signs; the public parts of all are published. */
export interface SigningKeys {
  readonly keys: readonly [SigningKey, ...SigningKey[]];
}

/** Generates a 2048-bit RSA key with its thumbprint (RFC 7638) as `kid`. */
export async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { ...jwk, kty: 'RSA', kid, alg: 'RS256', use: 'sig' };
}

/** @throws {TypeError} when a key is not an RS256 private key with a `kid`. The message quotes no key. */
export function assertSigningKeys({ keys }: SigningKeys): void {
  const complete = (key: SigningKey) =>
    key.kty === 'RSA' && key.alg === 'RS256' && key.kid && key.d;
  if (keys.length === 0 || !keys.every(complete)) {
    throw new TypeError(
      'Invalid option "keys": expected at least one private RSA key, each with alg RS256 and a kid',
    );
  }
}
