/** Typical attacks on a token. */
import { decodePart, segmentsOf } from './decode.js';
import { draftSegments, withMembers, type Draft } from './draft.js';

/** An attack with the text of its button. */
export interface Tampering {
  readonly name: string;
  readonly apply: (draft: Draft) => Draft;
}

const YEAR = 31_536_000;

/** Returns the attacks for a token. */
export function tamperings({ original }: Draft): readonly Tampering[] {
  const { role, exp } = decodePart(segmentsOf(original).payload).json ?? {};
  const better = role === 'admin' ? 'owner' : 'admin';
  const later = (typeof exp === 'number' ? exp : 0) + YEAR;
  return [
    {
      name: `Set the role to ${better}`,
      apply: (draft) => withMembers(draft, 'payload', { role: better }),
    },
    {
      name: 'Extend it by a year',
      apply: (draft) => withMembers(draft, 'payload', { exp: later }),
    },
    {
      name: 'Remove the signature (alg: none)',
      apply: (draft) => ({ ...withMembers(draft, 'header', { alg: 'none' }), signature: '' }),
    },
    {
      name: 'Corrupt the signature',
      apply: (draft) => ({ ...draft, signature: corrupt(draftSegments(draft).signature) }),
    },
  ];
}

/** Changes the first character: the last one may contain bits that decoders ignore. */
export function corrupt(signature: string): string {
  return (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
}
