/** `algorithms` with several entries for one key: the key is bound to each of them and to no other. */
import { createVerifier, type Algorithm, type VerifierOptions } from '../../src/index.js';
import { clock } from '../support/bench.js';
import { discover, OIDC } from '../support/discovered.js';
import { jwks, JwksServer, metadata } from '../support/jwks-server.js';
import { HMAC, keyOf, RSA, testKey, type TestKey } from '../support/keys.js';
import { publicKeyOf, pem } from '../support/public-key-forms.js';
import { closeRemotes } from '../support/remote.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const rsa = keyOf('RS256');
const silent = { ...rsa.jwk, alg: undefined };
/** The same key, signing with another algorithm. */
const as = (alg: Algorithm, header = {}) =>
  mint(testKey(alg, { privateKey: rsa.signingKey, publicKey: publicKeyOf(rsa) }), { header });

/** The algorithms that a verifier accepts from one key. */
async function accepted(
  keys: object,
  sign: (alg: Algorithm) => string,
  among: readonly Algorithm[] = RSA,
): Promise<readonly Algorithm[]> {
  const options = { issuer: ISSUER, audience: AUDIENCE, clock, ...keys } as VerifierOptions;
  const verifier = createVerifier(options);
  const verdicts: string[] = [];
  for (const alg of among) verdicts.push(await verdictOf(() => verifier.verify(sign(alg))));
  verifier.close();
  for (const verdict of verdicts) {
    expect(['accepted', 'ERR_ALGORITHM_NOT_ALLOWED']).toContain(verdict);
  }
  return among.filter((_, i) => verdicts[i] === 'accepted');
}

afterEach(closeRemotes);

describe('a public key that names no algorithm', () => {
  const forms: readonly [string, object][] = [
    ['in a JWK Set', { jwks: { keys: [silent] } }],
    ['as a JWK', { publicKey: silent }],
    ['as PEM', { publicKey: pem(rsa) }],
    ['as a KeyObject', { publicKey: publicKeyOf(rsa) }],
  ];

  it.each(forms)('has the listed algorithms, %s', async (_form, keys) => {
    const algorithms = ['RS256', 'RS512'];
    expect(await accepted({ ...keys, algorithms }, (alg) => as(alg))).toEqual(algorithms);
    expect(await accepted({ ...keys, algorithms: ['PS384'] }, as)).toEqual(['PS384']);
    const mixed = ['ES256', 'PS256', 'RS512'];
    expect(await accepted({ ...keys, algorithms: mixed }, as)).toEqual(['RS512', 'PS256']);
  });

  it.each(forms)(
    'has only its default algorithm when no algorithms are listed, %s',
    async (_, keys) => {
      expect(await accepted(keys, as)).toEqual(['RS256']);
    },
  );

  it.each([undefined, 'unheard-of'])('has them for tokens with the kid %s', async (kid) => {
    const keys = { publicKey: pem(rsa), algorithms: ['RS256', 'RS512'] };
    expect(await accepted(keys, (alg) => as(alg, { kid }))).toEqual(['RS256', 'RS512']);
  });

  it('has the listed algorithms when it is fetched', async () => {
    const server = await JwksServer.start(jwks([silent]));
    const keys = { jwksUri: server.uri };
    expect(await accepted({ ...keys, algorithms: ['RS256', 'RS512'] }, as)).toEqual([
      'RS256',
      'RS512',
    ]);
    expect(await accepted(keys, as)).toEqual(['RS256']);
    await server.stop();
  });

  it('has its default algorithm when only metadata lists several', async () => {
    const lists = { id_token_signing_alg_values_supported: ['RS256', 'RS512'] };
    const answers = { [OIDC]: metadata(() => lists), '/jwks': jwks([silent]) };
    const { source } = await discover(answers);
    const header = { alg: 'RS512', kid: 'key-1', typ: undefined } as const;
    expect((await source.find(header))?.alg).toBe('RS256');
  });
});

describe('a public key that names its algorithm', () => {
  it('has that algorithm, whatever is listed', async () => {
    const keys = { jwks: { keys: [rsa.jwk] }, algorithms: ['RS256', 'RS512'] };
    expect(await accepted(keys, as)).toEqual(['RS256']);
  });

  it('has another algorithm if a second JWK names it', async () => {
    const keys = { jwks: { keys: [rsa.jwk, { ...rsa.jwk, alg: 'PS256' }] } };
    expect(await accepted(keys, as)).toEqual(['RS256', 'PS256']);
  });
});

describe('a secret', () => {
  const secret = keyOf('HS512').signingKey.export();
  const old = keyOf('HS256', 'attacker').signingKey.export();
  const from = (bytes: Buffer) => (alg: Algorithm) => mint(secretAs(alg, bytes));
  const secretAs = (alg: Algorithm, bytes: Buffer): TestKey => ({
    ...keyOf('HS256'),
    alg,
    jwk: { kty: 'oct', k: bytes.toString('base64url') },
    signingKey: keyOf(bytes === secret ? 'HS512' : 'HS256', owner(bytes)).signingKey,
  });
  const owner = (bytes: Buffer) => (bytes === secret ? 'issuer' : 'attacker');

  it.each<[string, object]>([
    ['alone', { secret }],
    ['by key ID', { secrets: { 'key-1': secret } }],
    ['in turn', { secrets: [old, secret] }],
  ])('has HS256 and the listed algorithms, %s', async (_form, keys) => {
    expect(await accepted(keys, from(secret), HMAC)).toEqual(['HS256']);
    const algorithms = ['HS512', 'HS256', 'HS256'];
    expect(await accepted({ ...keys, algorithms }, from(secret), HMAC)).toEqual(['HS256', 'HS512']);
  });

  it('has each of them in a list of secrets', async () => {
    const keys = { secrets: [secret, old], algorithms: ['HS256', 'HS512'] };
    expect(await accepted(keys, from(old), HMAC)).toEqual(['HS256', 'HS512']);
  });

  it('that is too short for one of them does not start', async () => {
    const short = secret.subarray(0, 32);
    const start = (algorithms: readonly Algorithm[]) =>
      errorOf(() =>
        createVerifier({ issuer: ISSUER, audience: AUDIENCE, secret: short, algorithms }),
      );
    expect((await start(['HS256', 'HS512']))?.message).toMatch(
      /^Invalid option "secret": .*at least 64/,
    );
    expect(await start(['HS256'])).toBeUndefined();
  });
});
