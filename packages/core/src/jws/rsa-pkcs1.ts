/**
 * RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2) as the standard puts it: the signature is raised to the public exponent, and what
 * comes out must be exactly the one valid encoding. The platform raises, digests and compares; its own
 * `verify` does the same, and makes an object for each signature that costs more than all the checks of a token. A test
 * compares the two.
 */
import { constants, hash as digest, publicDecrypt, type KeyObject } from 'node:crypto';

/** Bytes before the digest in a DigestInfo (RFC 8017 §9.2, note 1). */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** Whether a signature over ASCII text, of the length of the modulus, is the key's. */
export function pkcs1Check(
  hash: string,
  key: KeyObject,
): (signingInput: string, signature: Buffer) => boolean {
  const modulus = Buffer.from(key.export({ format: 'jwk' }).n as string, 'base64url');
  const info = Buffer.from(DIGEST_INFO[hash] as string, 'hex');
  const digestLength = info[info.length - 1] as number;
  // EMSA-PKCS1-v1_5 (RFC 8017 §9.2): 00 01 FF … FF 00 DigestInfo. Only the digest differs from token to token.
  const due = Buffer.alloc(modulus.length, 0xff);
  const digestAt = due.length - digestLength;
  due.set([0x00, 0x01]);
  due.set([0x00, ...info], digestAt - info.length - 1);
  const raw = { key, padding: constants.RSA_NO_PADDING };

  return (signingInput, signature) => {
    // RSAVP1 (RFC 8017 §5.2.2): a signature must be smaller than the modulus.
    // oxlint-disable-next-line portcullis/no-secret-equality -- the modulus is public
    if (modulus.compare(signature) <= 0) return false;
    due.write(digest(hash, Buffer.from(signingInput, 'latin1'), 'binary'), digestAt, 'latin1');
    return publicDecrypt(raw, signature).equals(due);
  };
}
