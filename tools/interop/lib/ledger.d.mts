import type { OurToken } from './material.mjs';

/** Gives false, throws or rejects for what is not accepted. */
export type Verify = (token: OurToken) => unknown;

/** What came of it, by verifier. */
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
