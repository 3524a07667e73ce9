import { bytesOfSegment } from './base64url.js';
import { failed, notCheckedHere, passed, type Verdict } from './step.js';
import type { PublishedKey } from './trust.js';
import { cryptoParameters } from './web-crypto.js';

/** Verifies the signature over the encoded header and payload. */
export async function checkSignature(
  token: string,
  key: PublishedKey | undefined,
): Promise<Verdict> {
  const parameters = key && cryptoParameters(key.alg ?? '');
  const subtle = subtleCrypto();
  if (!key || !parameters || !subtle) {
    return notCheckedHere('This browser does not have the key. Send the token to the API.');
  }
  const end = token.lastIndexOf('.');
  const signature = bytesOfSegment(token.slice(end + 1));
  if (signature === undefined || signature.length === 0) {
    return failed(signature ? 'The signature is missing.' : 'The signature is not base64url.');
  }
  const signed = new TextEncoder().encode(token.slice(0, end));
  try {
    const imported = await subtle.importKey('jwk', key, parameters.key, false, ['verify']);
    const holds = await subtle.verify(parameters.signature, imported, signature, signed);
    return holds
      ? passed('The issuer signed exactly this header and this payload.')
      : failed('The signature does not match: a part was changed, or another key signed it.');
  } catch {
    return notCheckedHere('This browser can’t verify this algorithm. Send the token to the API.');
  }
}

/** Available over https and on localhost only, although the types say otherwise. */
function subtleCrypto(): SubtleCrypto | undefined {
  return (crypto as { readonly subtle?: SubtleCrypto }).subtle;
}
