/** Key IDs of keys that were given none. */
import { createHmac, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';

const SECRET_KEY_ID_LABEL = 'portcullis key id'; // without a dot, so it is no JWS signing input

/** The RFC 7638 thumbprint of a key's public half; for a secret an HMAC under it (see `SigningKey.kid`). */
export async function keyIdOf(key: KeyObject): Promise<string> {
  if (key.type === 'secret') {
    return createHmac('sha256', key).update(SECRET_KEY_ID_LABEL).digest('base64url');
  }
  return calculateJwkThumbprint(createPublicKey(key));
}
