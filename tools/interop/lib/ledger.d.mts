import type { OurToken } from './material.mjs';

/** Returns false, throws or rejects for a token that it rejects. */
export type Verify = (token: OurToken) => unknown;

/** The results by verifier. */
export class Ledger {
  begin(verifier: string): void;
  genuine(verifier: string, isAccepted: boolean, what: string): void;
  tampered(verifier: string, isRejected: boolean, what: string): void;
  fault(verifier: string, what: string): void;
  readonly faults: readonly string[];
  table(): string;
}

export function tryWith(
  ledger: Ledger,
  verifier: string,
  verify: Verify,
  tokens: readonly OurToken[],
  tamperedCopies: (token: OurToken) => readonly string[],
): Promise<void>;
