/**
 * Strict base64url (RFC 4648 §5 without padding, as RFC 7515 §2 asks). Node's decoder skips what it does not
 * know and takes `+`, `/`, `=` and stray bits, so one signature would have many spellings; here each has one.
 */

/**
 * Decodes base64url text.
 *
 * @returns undefined unless the text is the one canonical spelling of its bytes: what encoding them gives
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
