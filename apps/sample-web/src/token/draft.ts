/** A token that is being edited: the one it began as, and what was changed in it. */
import { segmentOfText } from './base64url.js';
import { decodePart, segmentsOf, type Segments } from './decode.js';
import { parseObject } from './json.js';

/** The parts that are edited as JSON. */
export type JsonPart = 'header' | 'payload';

/** An edited token. A part that was not touched stays as it was, byte for byte. */
export interface Draft {
  readonly original: string;
  /** What stands in the editors, as typed. */
  readonly header?: string;
  readonly payload?: string;
  readonly signature?: string;
}

/** The segments of an edited token. */
export function draftSegments({ original, header, payload, signature }: Draft): Segments {
  const before = segmentsOf(original);
  return {
    header: header === undefined ? before.header : segmentOfText(compact(header)),
    payload: payload === undefined ? before.payload : segmentOfText(compact(payload)),
    signature: signature ?? before.signature,
  };
}

/** An edited token as it would be sent. */
export function draftToken(draft: Draft): string {
  const { header, payload, signature } = draftSegments(draft);
  const isUntouched = header + payload + signature === '';
  return isUntouched ? '' : `${header}.${payload}.${signature}`;
}

/** Whether the token is another one than at the beginning. */
export function isEdited(draft: Draft): boolean {
  const edited = draftToken(draft);
  return draft.original !== '' && edited !== draft.original;
}

/** Whether a request's header can hold a token: it takes visible ASCII alone. */
export function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

/** What an editor shows of a part: what was typed, else its JSON with a member a line. */
export function editorText(draft: Draft, part: JsonPart): string {
  const typed = draft[part];
  if (typed !== undefined) return typed;
  const { json, text } = decodePart(segmentsOf(draft.original)[part]);
  return json === undefined ? (text ?? '') : pretty(json);
}

/** A draft whose part has some members set to something else; undefined takes one out. */
export function withMembers(
  draft: Draft,
  part: JsonPart,
  members: Readonly<Record<string, unknown>>,
): Draft {
  const { json = {} } = decodePart(draftSegments(draft)[part]);
  return { ...draft, [part]: pretty({ ...json, ...members }) };
}

function pretty(json: object): string {
  return JSON.stringify(json, undefined, 2);
}

/** JSON without white space, as issuers write it, so that an edit that is taken back leaves no trace. */
function compact(text: string): string {
  const json = parseObject(text);
  return json === undefined ? text : JSON.stringify(json);
}
