/** base64url without padding (RFC 7515 §2), strictly: one text for the same bytes and no other. */

/** The text that a segment stands for; undefined where it is not base64url, or its bytes are not UTF-8. */
export function textOfSegment(segment: string): string | undefined {
  const bytes = bytesOfSegment(segment);
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes that a segment stands for; undefined where it is not canonical base64url. */
export function bytesOfSegment(segment: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(segment) || segment.length % 4 === 1) return undefined;
  const binary = atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return segmentOfBytes(bytes) === segment ? bytes : undefined;
}

/** Text as a segment of a token. */
export function segmentOfText(text: string): string {
  return segmentOfBytes(new TextEncoder().encode(text));
}

function segmentOfBytes(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
