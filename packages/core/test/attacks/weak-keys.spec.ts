/**
 * Rows 11 and 12: with a weak or mismatched key the verifier does not start; in a remote JWK Set the key is
 * skipped.
 */
import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { createVerifier, type Algorithm, type ConfigurationError } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { clock } from '../support/bench.js';
import { jwks, JwksServer } from '../support/jwks-server.js';
import {
  ASYMMETRIC,
  keyOf,
  otherAlgorithmsOf,
  RSA,
  withKid,
  type TestKey,
} from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, signatureOf, split, withSignature } from '../support/tokens.js';
import { errorOf, verdictOf, type Verdict } from '../support/verdict.js';
import { exponentOne, weakAs, weakKeys } from '../support/weak-keys.js';

const shared = { issuer: ISSUER, audience: AUDIENCE, clock };
const good = (alg: Algorithm) => withKid(keyOf(alg), `good ${alg}`);

/** The verdicts on a weak key, or on its token, and on the twin, by algorithm. */
async function verdictsFor(
  algs: readonly Algorithm[],
  verdicts: (alg: Algorithm) => Promise<readonly Verdict[]>,
): Promise<Record<string, readonly Verdict[]>> {
  const found: Record<string, readonly Verdict[]> = {};
  for (const alg of algs) found[alg] = await verdicts(alg);
  return found;
}

const allOf = (algs: readonly Algorithm[], ...verdicts: readonly Verdict[]) =>
  Object.fromEntries(algs.map((alg) => [alg, verdicts]));

describe.each(weakKeys)('row $row: $weakness', (weakness) => {
  const { algs, make } = weakness;
  const material = make();
  const weak = (alg: Algorithm) => weakAs(weakness, material, alg);

  it('does not start when it is configured', async () => {
    const start = async (alg: Algorithm) => {
      const verifier = createVerifier({ ...shared, jwks: { keys: [good(alg).jwk] } });
      const alone = { ...shared, jwks: { keys: [weak(alg).jwk] } };
      const error = await errorOf(() => createVerifier(alone));

      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'jwks' });
      return [await verdictOf(() => verifier.verify(mint(good(alg))))];
    };
    expect(await verdictsFor(algs, start)).toEqual(allOf(algs, 'accepted'));
  });

  it('is rejected by importKey', async () => {
    const taken = async (alg: Algorithm) => [
      await verdictOf(() => importKey(weak(alg).jwk)),
      await verdictOf(() => importKey(good(alg).jwk)),
    ];
    expect(await verdictsFor(algs, taken)).toEqual(allOf(algs, 'ERR_KEY_INVALID', 'accepted'));
  });

  it('is skipped in a remote JWK Set, and the good key beside it is used', async () => {
    const server = await JwksServer.start(
      jwks(algs.flatMap((alg) => [weak(alg).jwk, good(alg).jwk])),
    );
    const verifier = createVerifier({ ...shared, jwksUri: server.uri });
    const verified = async (alg: Algorithm) => [
      await verdictOf(() => verifier.verify(mint(weak(alg)))),
      await verdictOf(() => verifier.verify(mint(good(alg)))),
    ];

    expect(await verdictsFor(algs, verified)).toEqual(allOf(algs, 'ERR_KEY_NOT_FOUND', 'accepted'));
    verifier.close();
    await server.stop();
  });
});

describe('the catalogue of weak keys', () => {
  it('has both of its rows, and row 12 for every algorithm of public keys', () => {
    const mismatched = weakKeys.filter(({ row }) => row === 12).flatMap(({ algs }) => algs);
    expect(new Set(weakKeys.map(({ row }) => row))).toEqual(new Set([11, 12]));
    expect(new Set(mismatched)).toEqual(new Set(ASYMMETRIC.map((kind) => keyOf(kind).alg)));
  });
});

describe('row 11: a forged signature under the exponent 1', () => {
  it.each(RSA)('is rejected, because its key is invalid (%s)', async (alg) => {
    const { key, forge } = exponentOne();
    const weak = { ...key, alg, kid: 'weak', jwk: { ...key.jwk, alg, kid: 'weak' } };
    const token = mint(weak);
    const [header, payload] = split(token);
    const forged = withSignature(token, forge(`${header}.${payload}`, alg));
    const server = await JwksServer.start(jwks([weak.jwk, good(alg).jwk]));
    const verifier = createVerifier({ ...shared, jwksUri: server.uri });

    expect(holds(forged, weak)).toBe(true);
    expect(await verdictOf(() => verifier.verify(forged))).toBe('ERR_KEY_NOT_FOUND');
    expect(await verdictOf(() => verifier.verify(mint(good(alg))))).toBe('accepted');
    verifier.close();
    await server.stop();
  });
});

describe('row 12: a public key that is configured for another algorithm', () => {
  it.each(ASYMMETRIC)('does not start (%s)', async (kind) => {
    const { alg, publicKey } = keyOf(kind);
    const possible = [alg, ...otherAlgorithmsOf(kind)];
    const others = ASYMMETRIC.map((other) => keyOf(other).alg).filter((a) => !possible.includes(a));
    const configured = { ...shared, publicKey: publicKey as KeyObject };
    for (const other of others) {
      const error = await errorOf(() => createVerifier({ ...configured, algorithms: [other] }));
      expect([other, (error as ConfigurationError | undefined)?.option]).toEqual([
        other,
        'publicKey',
      ]);
    }
    const twin = createVerifier({ ...configured, algorithms: [alg] });
    expect(await verdictOf(() => twin.verify(mint(keyOf(kind))))).toBe('accepted');
  });
});

describe.each(['256', '384', '512'])('row 12: a key that is for RSASSA-PSS alone', (bits) => {
  const pair = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const publicKey = String(pair.publicKey.export({ type: 'spki', format: 'pem' }));
  const [pkcs1, pss] = [`RS${bits}`, `PS${bits}`] as [Algorithm, Algorithm];

  it(`does not start as RS${bits}`, async () => {
    const error = await errorOf(() =>
      createVerifier({ ...shared, publicKey, algorithms: [pkcs1] }),
    );
    expect((error as ConfigurationError).option).toBe('publicKey');
  });

  it(`while PS${bits} does, and its tokens are accepted`, async () => {
    const verifier = createVerifier({ ...shared, publicKey, algorithms: [pss] });
    const key = { ...keyOf(pss), signingKey: pair.privateKey };
    expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('accepted');
  });
});

/** Whether the platform, which has no policy, accepts the signature. */
function holds(token: string, { alg, jwk }: TestKey): boolean {
  const [header, payload] = split(token);
  const bits = Number(alg.slice(2));
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants;
  const key = {
    key: createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }),
    padding: alg.startsWith('PS') ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING,
    saltLength: bits / 8,
  };
  return verify(`sha${bits}`, Buffer.from(`${header}.${payload}`), key, signatureOf(token));
}
