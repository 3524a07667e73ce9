/** A token that is being edited: the original, and the changes. */
import { segmentOfText } from './base64url.js';
import { decodePart, segmentsOf, type Segments } from './decode.js';
import { parseObject } from './json.js';

/** Parts that are edited as JSON. */
export type JsonPart = 'header' | 'payload';

/** An edited token. Unchanged parts keep their exact bytes. */
export interface Draft {
  readonly original: string;
  /** The text of the editor. */
  readonly header?: string;
  readonly payload?: string;
  readonly signature?: string;
}

/** Returns the segments of an edited token. */
export function draftSegments({ original, header, payload, signature }: Draft): Segments {
  const before = segmentsOf(original);
  return {
    header: header === undefined ? before.header : segmentOfText(compact(header)),
    payload: payload === undefined ? before.payload : segmentOfText(compact(payload)),
    signature: signature ?? before.signature,
  };
}

/** Returns the encoded token. */
export function draftToken(draft: Draft): string {
  const { header, payload, signature } = draftSegments(draft);
  const isUntouched = header + payload + signature === '';
  return isUntouched ? '' : `${header}.${payload}.${signature}`;
}

/** Whether the token differs from the original. */
export function isEdited(draft: Draft): boolean {
  const edited = draftToken(draft);
  return draft.original !== '' && edited !== draft.original;
}

/** Whether the token can be sent in a header, which allows visible ASCII only. */
export function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

/** Returns the text of an editor: the typed text, or the formatted JSON. */
export function editorText(draft: Draft, part: JsonPart): string {
  const typed = draft[part];
  if (typed !== undefined) return typed;
  const { json, text } = decodePart(segmentsOf(draft.original)[part]);
  return json === undefined ? (text ?? '') : pretty(json);
}

/** Sets members of a part; undefined removes a member. */
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

/** Removes white space from JSON, as issuers do, so that an undone edit restores the original bytes. */
function compact(text: string): string {
  const json = parseObject(text);
  return json === undefined ? text : JSON.stringify(json);
}
