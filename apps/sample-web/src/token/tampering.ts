/** Changes that an attacker would try first. */
import { decodePart, segmentsOf } from './decode.js';
import { draftSegments, withMembers, type Draft } from './draft.js';

/** A change, and what its button says. */
export interface Tampering {
  readonly name: string;
  readonly apply: (draft: Draft) => Draft;
}

const YEAR = 31_536_000;

/** The changes for a token. */
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
      name: 'Add a year to its life',
      apply: (draft) => withMembers(draft, 'payload', { exp: later }),
    },
    {
      name: 'Say that it needs no signature',
      apply: (draft) => ({ ...withMembers(draft, 'header', { alg: 'none' }), signature: '' }),
    },
    {
      name: 'Spoil the signature',
      apply: (draft) => ({ ...draft, signature: spoil(draftSegments(draft).signature) }),
    },
  ];
}

/** Another first letter: the last one may hold bits that no decoder reads. */
export function spoil(signature: string): string {
  return (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
}
