/**
 * HMAC (RFC 2104) of two one-shot digests of the platform. Its own `createHmac` makes an object for each signature,
 * which costs more than both digests; what is left here is the padding. A test compares it with `createHmac`.
 */
import { hash as digest, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Block sizes in bytes (FIPS 180-4 §1). */
const BLOCK_LENGTH: Readonly<Record<string, number>> = { sha256: 64, sha384: 128, sha512: 128 };
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** Buffer for a block and a token of the usual size, reused each time. Bytes behind the input are not read. */
const room = Buffer.allocUnsafeSlow(8192 + 128);

/** Whether an HMAC over text of characters below 256 is the one due. Compares in constant time. */
export function hmacCheck(
  hash: string,
  hashLength: number,
  key: KeyObject,
): (signingInput: string, signature: Buffer) => boolean {
  const blockLength = BLOCK_LENGTH[hash] as number;
  const secret = key.export();
  const block = Buffer.alloc(blockLength);
  // A longer key counts as its digest (RFC 2104 §2).
  (secret.length > blockLength ? digest(hash, secret, 'buffer') : secret).copy(block);
  const inner = block.map((byte) => byte ^ INNER_PAD);
  const outer = Buffer.alloc(blockLength + hashLength);
  outer.set(block.map((byte) => byte ^ OUTER_PAD));
  const expected = Buffer.alloc(hashLength);

  return (signingInput, signature) => {
    const length = blockLength + signingInput.length;
    const input = length <= room.length ? room : Buffer.allocUnsafe(length);
    input.set(inner);
    input.write(signingInput, blockLength, 'latin1');
    // Digests as text, into the same few bytes each time: new ones would cost as much as the digest.
    outer.write(digest(hash, input.subarray(0, length), 'binary'), blockLength, 'latin1');
    expected.write(digest(hash, outer, 'binary'), 'latin1');
    return signature.length === hashLength && timingSafeEqual(signature, expected);
  };
}
