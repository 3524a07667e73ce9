import { SigningKey } from '@portcullis/nest/issuer';
import type { SampleSettings } from './settings.js';

/** Returns the configured secret as key for HS256; undefined for the other algorithms, whose key pairs rotate. */
export async function signingKeyOf({
  algorithm,
  secret,
}: SampleSettings): Promise<SigningKey | undefined> {
  return algorithm === 'HS256'
    ? SigningKey.import(Buffer.from(secret), { algorithm: 'HS256' })
    : undefined;
}
