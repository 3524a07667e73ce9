/**
 * Verifies tokens of an issuer that rotates its keys, with or without a flood of tokens with random key IDs.
 */
import { keyOf } from '../../support/keys.js';
import { ManualClock } from '../../support/manual-clock.js';
import { AUDIENCE, goodHeader, ISSUER, NOW, segment } from '../../support/tokens.js';
import { LoadedVerifier, sum, type Counts } from './loaded-verifier.js';
import { PERIOD, RotatingIssuer } from './rotating-issuer.js';

export interface RotationLoad {
  readonly rotations: number;
  /** Good tokens verified every twenty seconds; a fifth of them are new. */
  readonly good: number;
  /** Tokens with different unknown key IDs, at the same time. */
  readonly flood: number;
}

export interface RotationFigures {
  readonly good: Counts;
  readonly flood: Counts;
  readonly fetches: number;
  /** The total simulated time. */
  readonly seconds: number;
}

/** Immediate fetches for unknown key IDs: the flood begins by using them. */
const AT_ONCE = 5;
/** Seconds between two loads; halfway, the fetch that unknown key IDs share is made. */
const STEP = 20;

/** Runs from the first token of the first key to one period after the last rotation. */
export async function rotateUnderLoad(load: RotationLoad): Promise<RotationFigures> {
  const clock = new ManualClock(NOW);
  const issuer = new RotatingIssuer(load.rotations, clock.now);
  const verifier = await LoadedVerifier.open(issuer.answer, clock);
  await verifier.warmUp();
  const seconds = (load.rotations + 1) * PERIOD;
  let good: Counts = {};
  let flood: Counts = {};
  for (let i = 0; load.flood > 0 && i < AT_ONCE; i++) await verifier.verify(strangers(1));
  for (let second = 0; second < seconds; second += STEP) {
    // The flood comes first, and uses the whole budget.
    const unwanted = verifier.verify(strangers(load.flood));
    good = sum(good, await verifier.verify(issuer.tokens(load.good)));
    await verifier.pass(STEP / 2, { waiting: load.flood > 0 });
    flood = sum(flood, await unwanted);
    await verifier.pass(STEP / 2);
  }
  await verifier.close();
  return { good, flood, fetches: verifier.server.count, seconds };
}

const CLAIMS = segment({ iss: ISSUER, aud: AUDIENCE, sub: 'nobody' });

let named = 0;

/** Unsigned tokens, each with another key ID. */
function strangers(count: number): readonly string[] {
  return Array.from({ length: count }, () => {
    const kid = `stranger-${named++}`;
    return `${segment(goodHeader(keyOf('ES256'), { kid }))}.${CLAIMS}.${'A'.repeat(86)}`;
  });
}
