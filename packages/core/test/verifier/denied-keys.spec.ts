/** The emergency stop: a key that an operator denies is rejected, even if its issuer publishes it. */
import { createVerifier, type KeySource, type VerificationKey } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { DeniedKeys } from '../../src/verifier/denied-keys.js';
import { jwks, revalidated, status } from '../support/jwks-server.js';
import { HMAC, keyOf, withKid } from '../support/keys.js';
import { closeRemotes, openVerifier } from '../support/remote.js';
import { benchFor } from '../support/bench.js';
import { AUDIENCE, ISSUER, mint, NOW } from '../support/tokens.js';
import { errorOf, verdictNow, verdictOf } from '../support/verdict.js';

afterEach(closeRemotes);

const [a, b] = ['a', 'b'].map((kid) => withKid(keyOf('ES256'), kid)) as [TestKey, TestKey];
type TestKey = ReturnType<typeof keyOf>;
const clock = () => NOW * 1000;
const common = { issuer: ISSUER, audience: AUDIENCE, clock };
const OTHER = 'https://other.example';

const published = [a.jwk, b.jwk];

describe('a denied key', () => {
  it('is rejected at once, for cached tokens too, without a fetch; other keys are still used', async () => {
    const { server, verifier, verdict } = await openVerifier(jwks(published));
    const [token, other] = [mint(a), mint(b)];
    expect([await verdict(token), await verdict(other)]).toEqual(['accepted', 'accepted']);
    expect(verifier.cacheStats()?.size).toBe(2);

    verifier.denyKey('a');
    expect(await verdict(token)).toBe('ERR_KEY_NOT_FOUND');
    expect(await verdict(mint(a, { claims: { jti: 'new' } }))).toBe('ERR_KEY_NOT_FOUND');
    expect(await verdict(other)).toBe('accepted');
    expect([server.count, verifier.cacheStats()?.size]).toEqual([1, 1]);
    expect((await errorOf(() => verifier.verify(token)))?.message).toBe(
      'the key of the token is denied',
    );
  });

  it('causes no fetch on a cold start either', async () => {
    const { server, verifier, verdict } = await openVerifier(jwks(published));
    verifier.denyKey('a');
    expect([await verdict(mint(a)), server.count]).toEqual(['ERR_KEY_NOT_FOUND', 0]);
  });

  it.each([
    ['a good answer', jwks(published)],
    ['an answer of 304', revalidated(published, '"v1"')],
    ['an outage', status(500)],
  ])('stays denied after %s, by refresh() or in the background', async (_what, answer) => {
    const {
      server,
      clock: time,
      verifier,
      verdict,
    } = await openVerifier(revalidated(published, '"v1"'));
    await verdict(mint(b));
    verifier.denyKey('a');
    server.answer = answer;
    await verifier.refreshKeys().catch(() => undefined);
    expect(await verdict(mint(a))).toBe('ERR_KEY_NOT_FOUND');
    time.advance(600);
    const claims = { exp: NOW + 9000 };
    expect(await verdict(mint(b, { claims }))).toBe('accepted');
    expect(await verdict(mint(a, { claims }))).toBe('ERR_KEY_NOT_FOUND');
    expect(server.count).toBeGreaterThan(1);
  });

  it('is rejected when it is denied while a token waits for it', async () => {
    let give: (key: VerificationKey) => void = () => undefined;
    const keys: KeySource = { find: () => new Promise((resolve) => (give = resolve)) };
    const verifier = createVerifier({ ...common, keys });
    const waiting = verdictOf(() => verifier.verify(mint(a)));
    verifier.denyKey('a');
    give(importKey(a.jwk));
    expect(await waiting).toBe('ERR_KEY_NOT_FOUND');
  });

  it('is rejected for a token without a key ID', async () => {
    const verifier = createVerifier({ ...common, jwks: { keys: [a.jwk] } });
    const silent = mint(a, { header: { kid: undefined } });
    expect(await verdictOf(() => verifier.verify(silent))).toBe('accepted');
    verifier.denyKey('a');
    expect(await verdictOf(() => verifier.verify(silent))).toBe('ERR_KEY_NOT_FOUND');
  });

  it.each(['ES256', 'HS256'] as const)('is rejected among static keys, too (%s)', async (kind) => {
    const bench = benchFor(kind);
    const verifier = createVerifier(bench.options);
    const token = bench.token();
    expect(await verdictOf(() => verifier.verify(token))).toBe('accepted');
    verifier.denyKey(bench.key.kid);
    expect(await verdictOf(() => verifier.verify(token))).toBe('ERR_KEY_NOT_FOUND');
    verifier.allowKey(bench.key.kid);
    expect(await verdictOf(() => verifier.verify(token))).toBe('accepted');
    expect(HMAC.includes(bench.key.alg)).toBe(kind === 'HS256');
  });

  it('is that of one issuer, if an issuer is given', async () => {
    const issuers = [ISSUER, OTHER].map((issuer) => ({
      issuer,
      audience: AUDIENCE,
      jwks: { keys: [a.jwk] },
    }));
    const verifier = createVerifier({ issuers, clock });
    const verdicts = async () =>
      Promise.all(
        [ISSUER, OTHER].map((iss) =>
          verdictOf(() => verifier.verify(mint(a, { claims: { iss } }))),
        ),
      );
    verifier.denyKey('a', OTHER);
    expect(await verdicts()).toEqual(['accepted', 'ERR_KEY_NOT_FOUND']);
    verifier.denyKey('a');
    expect(await verdicts()).toEqual(['ERR_KEY_NOT_FOUND', 'ERR_KEY_NOT_FOUND']);
    expect([verifier.allowKey('a', ISSUER), verifier.allowKey('a', OTHER)]).toEqual([false, true]);
    expect(await verdicts()).toEqual(['ERR_KEY_NOT_FOUND', 'ERR_KEY_NOT_FOUND']);
    expect([verifier.allowKey('a'), verifier.allowKey('a')]).toEqual([true, false]);
    expect(await verdicts()).toEqual(['accepted', 'accepted']);
  });

  it('is denied by its exact ID', async () => {
    const { verifier, verdict } = await openVerifier(jwks(published));
    for (const kid of ['A', 'a ', '', 'ab']) verifier.denyKey(kid);
    expect(await verdict(mint(a))).toBe('accepted');
  });

  it('stays denied when its tenant is forgotten and resolved again', async () => {
    const tenant = 'https://tenant.example';
    const verifier = createVerifier({
      clock,
      allowIssuer: () => true,
      resolveIssuer: (issuer) => ({ issuer, audience: AUDIENCE, jwks: { keys: [a.jwk, b.jwk] } }),
    });
    const verdict = (key: TestKey) =>
      verdictOf(() => verifier.verify(mint(key, { claims: { iss: tenant } })));
    verifier.denyKey('a', tenant);
    expect([await verdict(a), await verdict(b)]).toEqual(['ERR_KEY_NOT_FOUND', 'accepted']);
    verifier.forgetIssuer(tenant);
    expect([await verdict(a), await verdict(b)]).toEqual(['ERR_KEY_NOT_FOUND', 'accepted']);
  });

  it('cannot be of an unknown issuer: a typo must not look like a stop', () => {
    const verifier = createVerifier({ ...common, jwks: { keys: [a.jwk] } });
    expect(verdictNow(() => verifier.denyKey('a', `${ISSUER}/`))).toBe('ERR_INVALID_ARGUMENT');
  });
});

describe('the denied keys', () => {
  it('are at most 1,000, and an allowed key makes room', async () => {
    const denied = new DeniedKeys();
    for (let i = 0; i < 500; i++) {
      denied.deny(`k${i}`, undefined);
      denied.deny(`k${i}`, ISSUER);
    }
    denied.deny('k0', undefined); // it is denied already
    expect(verdictNow(() => denied.deny('one more', undefined))).toBe('ERR_INVALID_ARGUMENT');
    const refusal = await errorOf(() => denied.deny('one more', undefined));
    expect(refusal).toMatchObject({ argument: 'kid' });
    expect(denied.has('one more', ISSUER)).toBe(false);
    denied.allow('k0', ISSUER);
    denied.deny('one more', undefined);
    expect(denied.has('one more', ISSUER)).toBe(true);
    expect(verdictNow(() => denied.deny('and another', undefined))).toBe('ERR_INVALID_ARGUMENT');
  });

  it.each([undefined, null, 1, ['a'], 'é'.repeat(129)])('reject the key ID %p', async (kid) => {
    const error = await errorOf(() => new DeniedKeys().deny(kid as string, undefined));
    expect(error).toMatchObject({ code: 'ERR_INVALID_ARGUMENT', argument: 'kid' });
  });

  it('may have a key ID of 256 bytes', () => {
    const denied = new DeniedKeys();
    denied.deny('é'.repeat(128), undefined);
    expect(denied.has('é'.repeat(128), ISSUER)).toBe(true);
  });
});
