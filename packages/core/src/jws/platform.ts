/** What the running Node can do beyond what every supported one can. */
import { createPublicKey } from 'node:crypto';

/** The first Node with ML-DSA as JWK, in words. */
export const ML_DSA_NODE = 'Node 24.6 or later';

let mlDsa: boolean | undefined;

/** Whether this Node verifies ML-DSA (FIPS 204). Asked of the platform itself, once. */
export function hasMlDsa(): boolean {
  if (mlDsa === undefined) {
    try {
      const pub = Buffer.alloc(1312).toString('base64url');
      const key = { kty: 'AKP', alg: 'ML-DSA-44', pub };
      const { asymmetricKeyType } = createPublicKey({ key, format: 'jwk' });
      mlDsa = String(asymmetricKeyType) === 'ml-dsa-44';
    } catch {
      mlDsa = false;
    }
  }
  return mlDsa;
}
