/** A compact JWS (RFC 7515 §7.1) taken apart. Nothing of it is verified by that. */
import { textOfSegment } from './base64url.js';
import { parseObject, type JsonObject } from './json.js';

/** The three parts of a token, as written. Where one is missing it is empty. */
export interface Segments {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** What one of the first two parts says. */
export interface DecodedPart {
  /** Undefined where the segment is not text in base64url. */
  readonly text: string | undefined;
  /** Undefined where the text is not one strict JSON object. */
  readonly json: JsonObject | undefined;
}

/** Cuts a token at its dots; what is behind a third dot belongs to the signature, and spoils it. */
export function segmentsOf(token: string): Segments {
  const [header = '', payload = '', ...rest] = token.split('.');
  return { header, payload, signature: rest.join('.') };
}

/** Decodes a header or a payload. */
export function decodePart(segment: string): DecodedPart {
  const text = textOfSegment(segment);
  return { text, json: text === undefined ? undefined : parseObject(text) };
}

/** The claims of a token, for showing: anybody can write such a token. Undefined where there are none. */
export function claimsOf(token: string): JsonObject | undefined {
  return decodePart(segmentsOf(token).payload).json;
}

/** A token as people paste it: without the word Bearer, quotes and white space around and within. */
export function tidyToken(pasted: string): string {
  return pasted
    .trim()
    .replace(/^(?:authorization:\s*)?bearer\s+/i, '')
    .replace(/[\s"']/g, '');
}
