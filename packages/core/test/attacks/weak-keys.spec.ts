/** Rows 11 and 12: a weak or mismatched key does not start when configured, and is passed over when remote. */
import { generateKeyPairSync } from 'node:crypto';
import { createVerifier, type ConfigurationError } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { clock } from '../support/bench.js';
import { jwks, JwksServer } from '../support/jwks-server.js';
import { keyOf, withKid } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, split } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';
import { exponentOne, weakKeys } from '../support/weak-keys.js';

const shared = { issuer: ISSUER, audience: AUDIENCE, clock };
const good = withKid(keyOf('RS256'), 'good');

describe.each(weakKeys)('row $row: $weakness', ({ make }) => {
  const weak = make();

  it('does not start when it is configured', async () => {
    const alone = { ...shared, jwks: { keys: [weak.jwk] } };
    const error = await errorOf(() => createVerifier(alone));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'jwks' });
    const twin = createVerifier({ ...shared, jwks: { keys: [good.jwk] } });
    expect(await verdictOf(() => twin.verify(mint(good)))).toBe('accepted');
  });

  it('is refused by importKey', async () => {
    expect(await verdictOf(() => importKey(weak.jwk))).toBe('ERR_KEY_REFUSED');
    expect(await verdictOf(() => importKey(good.jwk))).toBe('accepted');
  });

  it('is passed over in a remote JWK Set, beside a key that is good', async () => {
    const server = await JwksServer.start(jwks([weak.jwk, good.jwk]));
    const verifier = createVerifier({ ...shared, jwksUri: server.uri });

    expect(await verdictOf(() => verifier.verify(mint(good)))).toBe('accepted');
    expect(await verdictOf(() => verifier.verify(mint(weak)))).toBe('ERR_KEY_NOT_FOUND');
    verifier.close();
    await server.stop();
  });
});

describe('row 11: a forged signature under the exponent 1', () => {
  it('is refused, for its key is none', async () => {
    const { key, forge } = exponentOne();
    const [header, payload] = split(mint(key));
    const forged = `${header}.${payload}.${forge(`${header}.${payload}`)}`;
    const keys = { keys: [withKid(key, 'other').jwk, good.jwk] };
    const server = await JwksServer.start(jwks(keys.keys));
    const verifier = createVerifier({ ...shared, jwksUri: server.uri });

    expect(await verdictOf(() => verifier.verify(forged))).toBe('ERR_KEY_NOT_FOUND');
    expect(await verdictOf(() => verifier.verify(mint(good)))).toBe('accepted');
    verifier.close();
    await server.stop();
  });
});

describe('row 12: RS256 on a key that is for RSASSA-PSS alone', () => {
  const pair = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const publicKey = String(pair.publicKey.export({ type: 'spki', format: 'pem' }));

  it('does not start', async () => {
    const error = await errorOf(() =>
      createVerifier({ ...shared, publicKey, algorithms: ['RS256'] }),
    );
    expect((error as ConfigurationError).option).toBe('publicKey');
  });

  it('while PS256 does, and its tokens are accepted', async () => {
    const verifier = createVerifier({ ...shared, publicKey, algorithms: ['PS256'] });
    const key = { ...keyOf('PS256'), signingKey: pair.privateKey };
    expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('accepted');
  });
});
