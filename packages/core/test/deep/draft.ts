/** An unfinished token, which variations change before, during or after signing. */
import type { Algorithm } from '../../src/index.js';
import { keyOf, signBytes, type KeyKind, type TestKey } from '../support/keys.js';
import { GOOD_CLAIMS, goodHeader, objectText } from '../support/tokens.js';
import type { Random } from './random.js';

/** A member written as raw JSON text: `1e400` is a number that no JavaScript value serializes to. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** Header or payload of a token, from its members to its segment. */
export interface PartDraft {
  readonly members: Record<string, unknown>;
  /** Changes of its text, in order. */
  readonly bytes: ((text: Buffer) => Buffer)[];
  /** Changes of its base64url. */
  readonly segment: ((base64url: string) => string)[];
}

export interface Draft {
  readonly kind: KeyKind;
  readonly header: PartDraft;
  readonly claims: PartDraft;
  /** The attacker's key of the same kind, under the same key ID. */
  readonly attacker: TestKey;
  /** The issuer's key, unless a variation replaces it. */
  key: TestKey;
  /** The algorithm that really signs. */
  alg: Algorithm;
  sign: (input: string) => Buffer;
  /** Changes of the signature, its base64url, and the whole token, in order. */
  readonly signature: ((signature: Buffer) => Buffer)[];
  readonly signatureSegment: ((base64url: string) => string)[];
  readonly token: ((token: string) => string)[];
}

/** One variation of a token. */
export interface Variation {
  /** Its name in the list of reviewed differences and in the summary. */
  readonly tag: string;
  /** Whether a token with only this variation is still good. */
  readonly harmless: boolean;
  /** Kinds of keys that it applies to. Default: all. */
  readonly kinds?: readonly KeyKind[];
  readonly apply: (draft: Draft, random: Random) => void;
}

export function draftOf(kind: KeyKind): Draft {
  const key = keyOf(kind);
  const draft: Draft = {
    kind,
    header: { members: goodHeader(key), bytes: [], segment: [] },
    claims: { members: { ...GOOD_CLAIMS }, bytes: [], segment: [] },
    attacker: keyOf(kind, 'attacker'),
    key,
    alg: key.alg,
    sign: (input) => signBytes(draft.key.signingKey, draft.alg, input),
    signature: [],
    signatureSegment: [],
    token: [],
  };
  return draft;
}

/** The finished token. */
export function finish(draft: Draft): string {
  const input = `${partOf(draft.header)}.${partOf(draft.claims)}`;
  const signature = through(draft.signature, draft.sign(input));
  const segment = through(draft.signatureSegment, signature.toString('base64url'));
  return through(draft.token, `${input}.${segment}`);
}

/** The JSON text of a segment, before any change. */
export function textOf({ members }: PartDraft): string {
  const raw = Object.entries(members).filter((entry): entry is [string, RawJson] => {
    return entry[1] instanceof RawJson;
  });
  return objectText(members, Object.fromEntries(raw.map(([name, { text }]) => [name, text])));
}

function partOf(part: PartDraft): string {
  return through(
    part.segment,
    through(part.bytes, Buffer.from(textOf(part))).toString('base64url'),
  );
}

function through<T>(steps: readonly ((value: T) => T)[], value: T): T {
  return steps.reduce((changed, step) => step(changed), value);
}

/** Sets a member of the header to one of some values; `undefined` leaves it out. */
export function header(tag: string, name: string, values: readonly unknown[], harmless = false) {
  return member(tag, 'header', name, values, harmless);
}

/** Sets a claim to one of some values; `undefined` leaves it out. */
export function claim(tag: string, name: string, values: readonly unknown[], harmless = false) {
  return member(tag, 'claims', name, values, harmless);
}

function member(
  tag: string,
  part: 'header' | 'claims',
  name: string,
  values: readonly unknown[],
  harmless: boolean,
): Variation {
  return {
    tag,
    harmless,
    apply: (draft, random) => {
      draft[part].members[name] = random.pick(values);
    },
  };
}
