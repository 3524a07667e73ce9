import { bytesOfSegment } from './base64url.js';
import { failed, notCheckedHere, passed, type Verdict } from './step.js';
import type { PublishedKey } from './trust.js';
import { cryptoParameters } from './web-crypto.js';

/** The signature holds over the first two parts as they are written: not one letter of them was changed. */
export async function checkSignature(
  token: string,
  key: PublishedKey | undefined,
): Promise<Verdict> {
  const parameters = key && cryptoParameters(key.alg ?? '');
  const subtle = subtleCrypto();
  if (!key || !parameters || !subtle) {
    return notCheckedHere('Only who has the key can check it: ask the API.');
  }
  const end = token.lastIndexOf('.');
  const signature = bytesOfSegment(token.slice(end + 1));
  if (signature === undefined || signature.length === 0) {
    return failed(signature ? 'There is no signature.' : 'The signature is not base64url.');
  }
  const signed = new TextEncoder().encode(token.slice(0, end));
  try {
    const imported = await subtle.importKey('jwk', key, parameters.key, false, ['verify']);
    const holds = await subtle.verify(parameters.signature, imported, signature, signed);
    return holds
      ? passed('The issuer signed exactly this header and this payload.')
      : failed('The issuer did not sign this: a part was changed, or another key signed it.');
  } catch {
    return notCheckedHere('This browser can’t check signatures of this kind: ask the API.');
  }
}

/** Only where the page came over https, or from localhost; the types say that it is always there. */
function subtleCrypto(): SubtleCrypto | undefined {
  return (crypto as { readonly subtle?: SubtleCrypto }).subtle;
}
