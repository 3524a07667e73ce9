/** Decodes a compact JWS (RFC 7515 §7.1) without verifying it. */
import { textOfSegment } from './base64url.js';
import { parseObject, type JsonObject } from './json.js';

/** The three encoded parts of a token. A missing part is empty. */
export interface Segments {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** A decoded header or payload. */
export interface DecodedPart {
  /** Undefined if the segment is not base64url of UTF-8 text. */
  readonly text: string | undefined;
  /** Undefined if the text is not a strict JSON object. */
  readonly json: JsonObject | undefined;
}

/** Splits a token at its dots. Text after a third dot becomes part of the signature, and so invalidates it. */
export function segmentsOf(token: string): Segments {
  const [header = '', payload = '', ...rest] = token.split('.');
  return { header, payload, signature: rest.join('.') };
}

/** Decodes a header or a payload. */
export function decodePart(segment: string): DecodedPart {
  const text = textOfSegment(segment);
  return { text, json: text === undefined ? undefined : parseObject(text) };
}

/** Returns the claims of a token, unverified and for display only; undefined if it has no valid payload. */
export function claimsOf(token: string): JsonObject | undefined {
  return decodePart(segmentsOf(token).payload).json;
}

/** Cleans a pasted token: removes `Bearer`, quotes and white space. */
export function tidyToken(pasted: string): string {
  return pasted
    .trim()
    .replace(/^(?:authorization:\s*)?bearer\s+/i, '')
    .replace(/[\s"']/g, '');
}
