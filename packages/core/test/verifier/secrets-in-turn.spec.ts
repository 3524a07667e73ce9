/** Rotation of secrets: an old and a new one together, by key ID or in turn. */
import { createVerifier } from '../../src/index.js';
import { untyped } from '../support/bench.js';
import { secretTestKey, type TestKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, NOW, type Members } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';
import { randomBytes } from 'node:crypto';

const clock = () => NOW * 1000;
const own = { issuer: ISSUER, audience: AUDIENCE, clock, cache: false as const };
const [current, old, older, oldest, foreign] = Array.from({ length: 5 }, () =>
  secretTestKey('HS256', randomBytes(32)),
) as [TestKey, TestKey, TestKey, TestKey, TestKey];
const secretOf = (key: TestKey) => key.signingKey.export();
const WITHOUT_KID: Members = { kid: undefined };
const uses = (verifier: ReturnType<typeof createVerifier>) =>
  verifier.keyUses().map((use) => use.uses);

describe('a list of secrets', () => {
  const secrets = [current, old].map(secretOf);

  it('is tried in turn, with a key ID and without, and each secret counts its tokens', async () => {
    const verifier = createVerifier({ ...own, secrets });
    for (const key of [current, old, old]) {
      await verifier.verify(mint(key, { header: WITHOUT_KID }));
      await verifier.verify(mint(key));
    }
    expect(verifier.keyUses()).toEqual([
      { issuer: ISSUER, alg: 'HS256', kid: undefined, uses: 2 },
      { issuer: ISSUER, alg: 'HS256', kid: undefined, uses: 4 },
    ]);
  });

  it('rejects the token of another secret, and does not count it', async () => {
    const verifier = createVerifier({ ...own, secrets });
    for (const header of [{}, WITHOUT_KID]) {
      const token = mint(foreign, { header });
      expect(await verdictOf(() => verifier.verify(token))).toBe('ERR_SIGNATURE_INVALID');
    }
    expect(uses(verifier)).toEqual([0, 0]);
  });

  it('rejects the tokens of a removed secret', async () => {
    const verifier = createVerifier({ ...own, secrets: [secretOf(current)] });
    expect(await verdictOf(() => verifier.verify(mint(old)))).toBe('ERR_SIGNATURE_INVALID');
    expect(await verdictOf(() => verifier.verify(mint(current)))).toBe('accepted');
  });

  it('has at most four', async () => {
    const four = [current, old, older, oldest].map(secretOf);
    const verifier = createVerifier({ ...own, secrets: four });
    expect(await verdictOf(() => verifier.verify(mint(oldest)))).toBe('accepted');
    for (const list of [[], [...four, secretOf(foreign)]]) {
      const error = await errorOf(() => createVerifier({ ...own, secrets: list }));
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'secrets' });
    }
  });

  it('names the invalid secret in the error', async () => {
    const withHole = await errorOf(() =>
      createVerifier(
        untyped({ ...own, secrets: Object.assign([], { 0: secretOf(current), 2: secretOf(old) }) }),
      ),
    );
    expect(withHole).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'secrets[1]' });
    const options = untyped({ ...own, secrets: [secretOf(current), 'short'] });
    const error = await errorOf(() => createVerifier(options));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'secrets[1]' });
  });

  it('is counted once for a token that the cache answers', async () => {
    const verifier = createVerifier({ ...own, cache: {}, secrets });
    const token = mint(old);
    for (let i = 0; i < 3; i++) await verifier.verify(token);
    expect(uses(verifier)).toEqual([0, 1]);
  });
});

describe('secrets by key ID', () => {
  it('each verify only their own tokens, and count them', async () => {
    const verifier = createVerifier({
      ...own,
      secrets: { new: secretOf(current), old: secretOf(old) },
    });
    await verifier.verify(mint(current, { header: { kid: 'new' } }));
    const crossed = mint(current, { header: { kid: 'old' } });
    expect(await verdictOf(() => verifier.verify(crossed))).toBe('ERR_SIGNATURE_INVALID');
    expect(verifier.keyUses()).toEqual([
      { issuer: ISSUER, alg: 'HS256', kid: 'new', uses: 1 },
      { issuer: ISSUER, alg: 'HS256', kid: 'old', uses: 0 },
    ]);
  });
});

describe('a custom key source', () => {
  it('has no counts of uses, unless it implements them', () => {
    const { issuer, audience } = own;
    const verifier = createVerifier({ issuer, audience, keys: { find: () => undefined } });
    expect(verifier.keyUses()).toEqual([]);
  });
});
