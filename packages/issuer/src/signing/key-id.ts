/** Derives the key ID of a key without one. */
import { createHmac, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';

const SECRET_KEY_ID_LABEL = 'portcullis key id'; // without a dot, so that it is never a JWS signing input

/** Returns the RFC 7638 thumbprint of the public key, or an HMAC under a secret (see `SigningKey.kid`). */
export async function keyIdOf(key: KeyObject): Promise<string> {
  if (key.type === 'secret') {
    return createHmac('sha256', key).update(SECRET_KEY_ID_LABEL).digest('base64url');
  }
  return calculateJwkThumbprint(createPublicKey(key));
}
