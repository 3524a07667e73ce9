/** Strict base64url without padding (RFC 7515 §2): only the canonical text of the bytes is accepted. */

/** Decodes a segment to text; undefined if it is not base64url or not UTF-8. */
export function textOfSegment(segment: string): string | undefined {
  const bytes = bytesOfSegment(segment);
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Decodes a segment to bytes; undefined if it is not canonical base64url. */
export function bytesOfSegment(segment: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(segment) || segment.length % 4 === 1) return undefined;
  const binary = atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return segmentOfBytes(bytes) === segment ? bytes : undefined;
}

/** Encodes text as a segment of a token. */
export function segmentOfText(text: string): string {
  return segmentOfBytes(new TextEncoder().encode(text));
}

function segmentOfBytes(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
