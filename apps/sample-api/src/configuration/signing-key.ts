import { SigningKey } from '@portcullis/nest/issuer';
import type { SampleSettings } from './settings.js';

/** With HS256 the configured secret signs; the other algorithms get a key pair of their own, made at the start. */
export async function signingKeyOf({
  algorithm,
  secret,
}: SampleSettings): Promise<SigningKey | undefined> {
  return algorithm === 'HS256'
    ? SigningKey.import(Buffer.from(secret), { alg: 'HS256' })
    : undefined;
}
