import type { Verify } from './ledger.mjs';

export interface Verifier {
  readonly name: string;
  readonly algorithms: readonly string[];
  /** Values of `typ`; default: all. */
  readonly types?: readonly string[];
  readonly verify: Verify;
}

export const VERIFIERS: readonly Verifier[];
export function fitting<Token extends { readonly alg: string; readonly typ: string }>(
  verifier: Pick<Verifier, 'algorithms' | 'types'>,
  tokens: readonly Token[],
): readonly Token[];
