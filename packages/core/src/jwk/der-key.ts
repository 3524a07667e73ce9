/** Tells the DER of keys and certificates from bytes that only happen to begin like it. */

const SEQUENCE = 0x30;

/** Types of members in the outer SEQUENCE of SPKI, PKCS#1, PKCS#8, SEC1, X.509 and PKCS#10. */
const MEMBERS: ReadonlySet<number> = new Set([
  0x02, // INTEGER
  0x03, // BIT STRING
  0x04, // OCTET STRING
  SEQUENCE,
  0xa0, // [0]
  0xa1, // [1]
]);

/**
 * Whether bytes are one DER SEQUENCE to the last byte whose members fill it exactly and are of the kinds that a key
 * or a certificate has (X.690 §8.1, RFC 5280 §4.1). The base64 of random bytes often begins like a SEQUENCE of its
 * own length, which is why the members count too.
 */
export function isDerKey(bytes: Buffer): boolean {
  const outer = elementAt(bytes, 0);
  if (outer === undefined || outer.tag !== SEQUENCE || outer.end !== bytes.length) return false;
  let at = outer.content;
  while (at < bytes.length) {
    const member = elementAt(bytes, at);
    if (member === undefined || !MEMBERS.has(member.tag) || member.end > bytes.length) return false;
    at = member.end;
  }
  return at > outer.content;
}

interface Element {
  readonly tag: number;
  /** Where the content begins. */
  readonly content: number;
  /** Where the content ends, which may be past the last byte. */
  readonly end: number;
}

/** The element that begins at an offset, or none where its length can't be read or takes more than two bytes. */
function elementAt(bytes: Buffer, at: number): Element | undefined {
  const [tag, first] = bytes.subarray(at, at + 2);
  if (tag === undefined || first === undefined || first === 0x80) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const content = at + 2 + lengthBytes;
  if (lengthBytes > 2 || content > bytes.length) return undefined;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
  return { tag, content, end: content + length };
}
