/** Verifies mutants of good tokens in three ways: every mutant is rejected, always with a `TokenError`. */
import { createVerifier, TokenError, type TokenVerifier } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { verifyCompact, type SignatureKey } from '../../src/jws/index.js';
import { benchFor, type Bench } from '../support/bench.js';
import { mirrored } from '../support/ecdsa.js';
import { ECDSA, keyOf, type KeyKind } from '../support/keys.js';
import { mint, signatureOf, withSignature } from '../support/tokens.js';
import { percent, say, SEED } from './figures.js';
import { MUTATIONS, type Specimen } from './mutations.js';
import { Random } from './random.js';

/** The results for the mutants of one algorithm's tokens. */
export interface MutantFigures {
  readonly tried: number;
  /**
   * Mutants that were accepted, or rejected with different codes with and without the cache, and how they
   * were made.
   */
  readonly accepted: readonly string[];
  /** The number of rejected mutants by code: some of them are well-formed. */
  readonly refused: ReadonlyMap<string, number>;
  /** The (r, n − s) twins of ECDSA (row 17), verified beside the mutants: each twin is valid. */
  readonly twins: number;
}

/** The three ways: with the cache, without it, and the signature only. */
interface Doors {
  readonly cached: TokenVerifier;
  readonly uncached: TokenVerifier;
  readonly key: SignatureKey;
}

interface Verdicts {
  readonly cached: string;
  readonly uncached: string;
  readonly signature: string;
}

const NAMES = Object.keys(MUTATIONS);
const ACCEPTED = 'accepted';

/**
 * @param count mutants to try; a mutant is never a token that the issuer signed, nor the twin of one
 * @throws when a good token is rejected, or something other than a `TokenError` is thrown
 */
export async function tryMutants(kind: KeyKind, count: number): Promise<MutantFigures> {
  const random = new Random(`${SEED}: mutants of ${kind}`);
  const bench = benchFor(kind);
  const doors = doorsTo(bench);
  const good = goodTokens(bench);
  const twins = ECDSA.includes(kind as never) ? good.map((token) => twinOf(token, kind)) : [];
  await assertAccepted(doors, [...good, ...twins]);

  const holds = new Set([...good, ...twins]);
  const others = [...good, ...foreignTokens(bench)];
  const accepted: string[] = [];
  const refused = new Map<string, number>();
  for (let tried = 0; tried < count; tried++) {
    const specimen = { token: random.pick(good), others, ecdsa: twins.length > 0 };
    const { mutant, made } = mutantOf(specimen, holds, random);
    const verdicts = await verdictsOn(doors, mutant);
    refused.set(verdicts.cached, (refused.get(verdicts.cached) ?? 0) + 1);
    if (!isRefused(verdicts)) accepted.push(describe({ mutant, made, specimen, verdicts, bench }));
  }
  // Rejected tokens have not affected good ones.
  await assertAccepted(doors, [...good, ...twins]);
  return { tried: count, accepted, refused, twins: twins.length };
}

/** Prints the figure line of one algorithm. */
export function sayMutants(kind: KeyKind, figures: MutantFigures): void {
  const { tried, accepted, refused, twins } = figures;
  const far = percent(refused.get('ERR_SIGNATURE_INVALID') ?? 0, tried);
  const beside = twins === 0 ? '' : `; all ${twins} twins (r, n − s) hold, as row 17 says`;
  say(
    `mutants ${kind}: ${tried} tried, ${accepted.length} accepted` +
      ` (${far} of them well-formed and rejected by the signature${beside}; seed ${SEED})`,
  );
}

function doorsTo({ options, key }: Bench): Doors {
  return {
    cached: createVerifier(options),
    uncached: createVerifier({ ...options, cache: false }),
    key: importKey(key.jwk),
  };
}

/** Good tokens of every length modulo 3 in header and payload, so that each part's last character varies. */
function goodTokens(bench: Bench): readonly string[] {
  const headers = [{}, { typ: 'at+jwt' }, { typ: undefined }, { kid: undefined }, { x: 'é' }];
  const subjects = ['u', 'us', 'use', 'Grüße 👋'];
  return headers.flatMap((header) =>
    subjects.map((sub) => bench.token({ header, claims: { sub, jti: sub } })),
  );
}

/** Tokens that another key signed. */
function foreignTokens({ kind, attacker }: Bench): readonly string[] {
  const kinds: readonly KeyKind[] = ['HS256', 'RS256', 'ES256', 'Ed25519'];
  return [attacker, ...kinds.filter((other) => other !== kind).map((other) => keyOf(other))].map(
    (key) => mint(key),
  );
}

function twinOf(token: string, alg: string): string {
  return withSignature(token, mirrored(signatureOf(token), alg));
}

/** Applies one or more mutations, until the text is not a valid token. */
function mutantOf(specimen: Specimen, holds: ReadonlySet<string>, random: Random) {
  for (;;) {
    const made = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => random.pick(NAMES));
    const mutant = made.reduce(
      (token, name, step) => mutate(name, { ...specimen, token }, random, step),
      specimen.token,
    );
    if (!holds.has(mutant)) return { mutant, made: made.join(', then ') };
  }
}

/** A later mutation may not apply to the result of the earlier ones, and then does nothing. */
function mutate(name: string, specimen: Specimen, random: Random, step: number): string {
  try {
    return MUTATIONS[name]?.(specimen, random) ?? specimen.token;
  } catch (error) {
    if (step === 0) throw error;
    return specimen.token;
  }
}

async function verdictsOn({ cached, uncached, key }: Doors, token: string): Promise<Verdicts> {
  return {
    cached: await verdictOf(() => cached.verify(token), token),
    uncached: await verdictOf(() => uncached.verify(token), token),
    signature: await verdictOf(() => verifyCompact(token, key), token),
  };
}

async function verdictOf(work: () => unknown, token: string): Promise<string> {
  try {
    await work();
    return ACCEPTED;
  } catch (error) {
    if (error instanceof TokenError) return error.code;
    throw new Error(`something other than a TokenError for ${JSON.stringify(token)}`, {
      cause: error,
    });
  }
}

function isRefused({ cached, uncached, signature }: Verdicts): boolean {
  return cached !== ACCEPTED && cached === uncached && signature !== ACCEPTED;
}

async function assertAccepted(doors: Doors, tokens: readonly string[]): Promise<void> {
  for (const token of tokens) {
    const verdicts = await verdictsOn(doors, token);
    if (Object.values(verdicts).some((verdict) => verdict !== ACCEPTED)) {
      throw new Error(`a good token is rejected: ${token} ${JSON.stringify(verdicts)}`);
    }
  }
}

interface Finding {
  readonly mutant: string;
  readonly made: string;
  readonly specimen: Specimen;
  readonly verdicts: Verdicts;
  readonly bench: Bench;
}

/** Everything to reproduce a failure: each run creates new keys. */
function describe({ mutant, made, specimen, verdicts, bench }: Finding): string {
  return JSON.stringify({ made, mutant, from: specimen.token, verdicts, key: bench.key.jwk });
}
