/** What a row of the catalogue looks like as data. One runner, `attacks.spec.ts`, reads them all. */
import type { TokenErrorCode, VerifierOptions } from '../../src/index.js';
import type { Bench } from '../support/bench.js';
import { EVERY_KIND, type KeyKind } from '../support/keys.js';

/** An attack by token: the attacked one is refused with this very code, and its twin is accepted. */
export interface TokenAttack {
  readonly row: number;
  readonly attack: string;
  readonly code: TokenErrorCode;
  /** Kinds of keys that it can be tried on. */
  readonly kinds: readonly KeyKind[];
  readonly make: (bench: Bench) => Attempt;
}

/** Two tokens that differ only in what the attack changes, and the verifier's options where they are special. */
export interface Attempt {
  readonly attacked: string;
  readonly twin: string;
  readonly options?: VerifierOptions;
}

/** An attack by configuration: the wrong options don't start and say which one is wrong; the right ones do. */
export interface ConfigurationAttack {
  readonly row: number;
  readonly attack: string;
  /** The option that the error names. */
  readonly option: string;
  readonly kinds: readonly KeyKind[];
  /** What to change in the bench's options; values are as an untyped caller might give them. */
  readonly wrong: (bench: Bench) => Readonly<Record<string, unknown>>;
  readonly right: (bench: Bench) => Readonly<Record<string, unknown>>;
}

type Make = TokenAttack['make'];

/** One case of a row, for every kind of key unless told otherwise. */
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

/** The bench's options with room for the longest signature (ML-DSA-87) twice. */
export function roomy({ options }: Bench): VerifierOptions {
  return { ...options, maxTokenBytes: 65_536 };
}

/** A row whose cases differ in one value that has a name. */
export function variants<T>(
  values: Readonly<Record<string, T>>,
  toCase: (name: string, value: T) => TokenAttack | readonly TokenAttack[],
): readonly TokenAttack[] {
  return Object.entries(values).flatMap(([name, value]) => toCase(name, value));
}
