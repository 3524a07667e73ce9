/** The rows of the catalogue as data. `attacks.spec.ts` runs all of them. */
import type { TokenErrorCode, VerifierOptions } from '../../src/index.js';
import type { Bench } from '../support/bench.js';
import { EVERY_KIND, type KeyKind } from '../support/keys.js';

/** An attack by token: the attacked token is rejected with exactly this code, and its twin is accepted. */
export interface TokenAttack {
  readonly row: number;
  readonly attack: string;
  readonly code: TokenErrorCode;
  /** Kinds of keys that the attack applies to. */
  readonly kinds: readonly KeyKind[];
  readonly make: (bench: Bench) => Attempt;
}

/** Two tokens that differ only in the attacked part, and special options of the verifier, if any. */
export interface Attempt {
  readonly attacked: string;
  readonly twin: string;
  readonly options?: VerifierOptions;
}

/**
 * An attack by configuration: the verifier does not start with the wrong options and names the wrong one. It
 * starts with the right ones.
 */
export interface ConfigurationAttack {
  readonly row: number;
  readonly attack: string;
  /** The option that the error names. */
  readonly option: string;
  readonly kinds: readonly KeyKind[];
  /** Changes to the bench's options, with values that an untyped caller might pass. */
  readonly wrong: (bench: Bench) => Readonly<Record<string, unknown>>;
  readonly right: (bench: Bench) => Readonly<Record<string, unknown>>;
}

type Make = TokenAttack['make'];

/** One case of a row, for every kind of key by default. */
export function attack(
  row: number,
  text: string,
  code: TokenErrorCode,
  make: Make,
  kinds: readonly KeyKind[] = EVERY_KIND,
): TokenAttack {
  if (kinds.length === 0) throw new Error(`${text} is tried on no key`);
  return { row, attack: text, code, kinds, make };
}

/** The bench's options, with a size limit that fits the longest signature (ML-DSA-87) twice. */
export function roomy({ options }: Bench): VerifierOptions {
  return { ...options, maxTokenBytes: 65_536 };
}

/** A row whose cases differ in one named value. */
export function variants<T>(
  values: Readonly<Record<string, T>>,
  toCase: (name: string, value: T) => TokenAttack | readonly TokenAttack[],
): readonly TokenAttack[] {
  return Object.entries(values).flatMap(([name, value]) => toCase(name, value));
}
