/** Verifies tokens of an issuer that rotates its keys, with or without a flood of tokens with random key IDs. */
import { keyOf } from '../../support/keys.js';
import { ManualClock } from '../../support/manual-clock.js';
import { AUDIENCE, goodHeader, ISSUER, NOW, segment } from '../../support/tokens.js';
import { LoadedVerifier, sum, type Counts } from './loaded-verifier.js';
import { PERIOD, RotatingIssuer } from './rotating-issuer.js';

export interface RotationLoad {
  readonly rotations: number;
  /** Good tokens verified every twenty seconds; a fifth of them has not been seen before. */
  readonly good: number;
  /** Tokens with a key ID of their own that nobody knows, at the same time. */
  readonly flood: number;
}

export interface RotationFigures {
  readonly good: Counts;
  readonly flood: Counts;
  readonly fetches: number;
  /** The issuer's time in all. */
  readonly seconds: number;
}

/** Fetches for unknown key IDs that may follow one another at once: the flood begins by spending them. */
const AT_ONCE = 5;
/** A load comes every so many seconds; halfway the fetch that unknown key IDs share is due. */
const STEP = 20;

/** Runs from the first key's first token to one period after the last rotation. */
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
    // The flood comes first, and uses up whatever there is to use up.
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

/** Tokens that nobody signed, each with a key ID of its own. */
function strangers(count: number): readonly string[] {
  return Array.from({ length: count }, () => {
    const kid = `stranger-${named++}`;
    return `${segment(goodHeader(keyOf('ES256'), { kid }))}.${CLAIMS}.${'A'.repeat(86)}`;
  });
}
