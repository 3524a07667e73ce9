/** An issuer whose JWKS is unavailable while tokens arrive. */
import type { KeysUnavailableError } from '../../../src/index.js';
import { jwks, status } from '../../support/jwks-server.js';
import { keyOf, withKid, type TestKey } from '../../support/keys.js';
import { mint, NOW } from '../../support/tokens.js';
import { LoadedVerifier, sum, type Counts } from './loaded-verifier.js';

const KEPT = withKid(keyOf('ES256'), 'kept');
const WITHDRAWN = withKid(keyOf('ES256', 'attacker'), 'withdrawn');
const BOTH = jwks([KEPT.jwk, WITHDRAWN.jwk]);
const ONE = jwks([KEPT.jwk]);
const DOWN = status(503);

const opened: LoadedVerifier[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((verifier) => verifier.close()));
});

async function open(answer = ONE): Promise<LoadedVerifier> {
  const verifier = await LoadedVerifier.open(answer);
  opened.push(verifier);
  return verifier;
}

/** Tokens that outlive the outage. */
function tokensOf(key: TestKey, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) =>
    mint(key, { claims: { exp: NOW + 10_000, jti: `${key.kid}-${i}` } }),
  );
}

/** Verifies all tokens at an interval, for a time, both in seconds. */
async function keepVerifying(
  verifier: LoadedVerifier,
  tokens: readonly string[],
  { every, seconds }: { readonly every: number; readonly seconds: number },
): Promise<Counts> {
  let counts: Counts = {};
  for (let second = 0; second < seconds; second += every) {
    counts = sum(counts, await verifier.verify(tokens));
    await verifier.pass(every);
  }
  return counts;
}

describe('an outage of 50 minutes', () => {
  it('costs no token of a known key, and 8 fetches', async () => {
    const verifier = await open();
    const tokens = tokensOf(KEPT, 20);
    await verifier.verify(tokens);
    verifier.server.answer = DOWN;

    const counts = await keepVerifying(verifier, tokens, { every: 10, seconds: 3000 });
    expect(counts).toEqual({ accepted: 6000 });
    // At 80 % of the freshness, immediately again, after a minute, and then as often as without an outage:
    // at 480, 490, 540, 1020, 1500, 1980, 2460 and 2940 s.
    expect(verifier.server.count).toBe(1 + 8);
  });

  it('leaves the keys fresh again after one freshness time at most', async () => {
    const verifier = await open();
    const tokens = tokensOf(KEPT, 1);
    await verifier.verify(tokens);
    verifier.server.answer = DOWN;
    await keepVerifying(verifier, tokens, { every: 10, seconds: 3000 });

    verifier.server.answer = ONE;
    await keepVerifying(verifier, tokens, { every: 10, seconds: 600 });
    // The fetch at 3420 s is answered, and the next is scheduled 480 s later.
    expect(verifier.server.count).toBe(1 + 8 + 1);
  });

  it('is over at once for a token whose key is new', async () => {
    const verifier = await open();
    const tokens = tokensOf(KEPT, 1);
    await verifier.verify(tokens);
    verifier.server.answer = DOWN;
    await keepVerifying(verifier, tokens, { every: 10, seconds: 2000 });

    verifier.server.answer = BOTH;
    const before = verifier.server.count;
    expect(await verifier.verify(tokensOf(WITHDRAWN, 20))).toEqual({ accepted: 20 });
    expect(verifier.server.count).toBe(before + 1);
  });
});

describe('a key that was withdrawn just before an outage', () => {
  it('stays withdrawn, for new tokens and for cached ones', async () => {
    const verifier = await open(BOTH);
    const kept = tokensOf(KEPT, 5);
    const cached = tokensOf(WITHDRAWN, 5);
    await verifier.warmUp();
    await verifier.pass(470);
    expect(await verifier.verify([...kept, ...cached])).toEqual({ accepted: 10 });

    verifier.server.answer = ONE;
    await verifier.pass(10);
    await verifier.verify(kept); // starts the refresh that brings the set without the key
    await verifier.pass(0);
    verifier.server.answer = DOWN;

    const fresh = tokensOf(WITHDRAWN, 10).slice(5);
    const counts = await keepVerifying(verifier, [...cached, ...fresh], {
      every: 60,
      seconds: 3000,
    });
    expect(counts).toEqual({ ERR_KEYS_UNAVAILABLE: 500 });
    expect(verifier.server.count).toBe(2 + 50);
    expect(await verifier.verify(kept)).toEqual({ accepted: 5 });

    verifier.server.answer = ONE;
    await verifier.pass(60);
    expect(await verifier.verify([...cached, ...fresh])).toEqual({ ERR_KEY_NOT_FOUND: 10 });
  });
});

describe('a cold start in an outage', () => {
  it('answers every token with Retry-After, and costs 24 fetches in ten minutes', async () => {
    const verifier = await open(DOWN);
    const tokens = tokensOf(KEPT, 5);
    const counts = await keepVerifying(verifier, tokens, { every: 1, seconds: 600 });

    expect(counts).toEqual({ ERR_KEYS_UNAVAILABLE: 3000 });
    // At 0, 1, 3, 6, 11, 20, 38 and 71 s, and then every 33 s: the middle of the jitter is 0.55.
    expect(verifier.server.count).toBe(24);
  });

  it('ends for clients that follow Retry-After, within one back-off', async () => {
    const verifier = await open(DOWN);
    const tokens = tokensOf(KEPT, 20);
    await keepVerifying(verifier, tokens.slice(0, 1), { every: 1, seconds: 600 });
    const before = verifier.server.count;

    verifier.server.answer = ONE;
    const error = (await verifier.refusalOf(tokens[0] ?? '')) as KeysUnavailableError;
    expect(error.code).toBe('ERR_KEYS_UNAVAILABLE');
    expect(error.retryAfter).toBeGreaterThanOrEqual(1);
    expect(error.retryAfter).toBeLessThanOrEqual(60);
    expect(verifier.server.count).toBe(before);

    await verifier.pass(error.retryAfter);
    expect(await verifier.verify(tokens)).toEqual({ accepted: 20 });
    expect(verifier.server.count).toBe(before + 1);
  });

  it('has a Retry-After of at least one second, whatever is left of the back-off', async () => {
    const verifier = await open(DOWN);
    const [token = ''] = tokensOf(KEPT, 1);
    for (let i = 0; i < 30; i++) {
      const error = (await verifier.refusalOf(token)) as KeysUnavailableError;
      expect(error.retryAfter).toBeGreaterThanOrEqual(1);
      await verifier.pass(0.1);
    }
  });
});
