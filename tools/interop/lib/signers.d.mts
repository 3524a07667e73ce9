import type { Ledger } from './ledger.mjs';

export interface Signer {
  readonly name: string;
  readonly algorithms: readonly string[];
  readonly sign: (requests: readonly unknown[]) => Promise<readonly string[]>;
}

export const SIGNERS: readonly Signer[];
export function trySigners(ledger: Ledger, signers: readonly Signer[]): Promise<void>;
