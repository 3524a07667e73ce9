/** Remote keys in a verifier: discovery, a custom client, `refresh()`. */
import { createVerifier, type IssuerOptions } from '../../src/index.js';
import { jwks, JwksServer, metadata, routes, status } from '../support/jwks-server.js';
import { keyOf, withKid } from '../support/keys.js';
import { clock, untyped } from '../support/bench.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const OIDC = '/.well-known/openid-configuration';
const [a, b] = ['a', 'b'].map((kid) => withKid(keyOf('ES256'), kid)) as [TestKey, TestKey];
type TestKey = ReturnType<typeof keyOf>;

let server: JwksServer;
beforeEach(async () => {
  server = await JwksServer.start(routes({ [OIDC]: metadata(), '/jwks': jwks([a.jwk]) }));
});
afterEach(() => server.stop());

function verifierOf(options: Partial<IssuerOptions>) {
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock, ...options });
  return { verifier, verdict: (token: string) => verdictOf(() => verifier.verify(token)) };
}

describe('an issuer with discover', () => {
  it('needs one fetch of metadata and one of keys', async () => {
    const { verifier, verdict } = verifierOf({ issuer: server.origin, discover: true });
    const claims = { iss: server.origin };
    expect(await verdict(mint(a, { claims }))).toBe('accepted');
    expect(await verdict(mint(a, { claims: { ...claims, jti: 'other' } }))).toBe('accepted');
    expect(await verdict(mint(keyOf('ES256', 'attacker'), { claims, header: { kid: 'a' } }))).toBe(
      'ERR_SIGNATURE_INVALID',
    );
    expect(server.paths).toEqual([OIDC, '/jwks']);
    verifier.close();
  });

  it('may sign ID tokens with RS256 and access tokens with ES256', async () => {
    server.answer = routes({
      [OIDC]: metadata(() => ({ id_token_signing_alg_values_supported: ['RS256'] })),
      '/jwks': jwks([a.jwk, keyOf('RS256').jwk]),
    });
    const claims = { iss: server.origin };
    const tokens = [mint(a, { claims }), mint(keyOf('RS256'), { claims })] as const;
    const verdicts = async (options: Partial<IssuerOptions>) => {
      const { verifier, verdict } = verifierOf({
        issuer: server.origin,
        discover: true,
        ...options,
      });
      const judged = [await verdict(tokens[0]), await verdict(tokens[1])];
      verifier.close();
      return judged;
    };
    expect(await verdicts({})).toEqual(['accepted', 'accepted']);
    expect(await verdicts({ tokenType: 'id' })).toEqual(['ERR_KEY_NOT_FOUND', 'accepted']);
    for (const tokenType of ['access', 'id'] as const) {
      const written = { tokenType, algorithms: ['ES256', 'PS256'] } as const;
      expect(await verdicts(written)).toEqual(['accepted', 'ERR_ALGORITHM_NOT_ALLOWED']);
    }
  });

  it('may have an address of its metadata, and the settings of remote keys', async () => {
    const discover = server.origin + OIDC;
    const { verifier, verdict } = verifierOf({
      issuer: server.origin,
      discover,
      remote: { timeout: 30 },
    });
    expect(await verdict(mint(a, { claims: { iss: server.origin } }))).toBe('accepted');
    verifier.close();
  });

  it('must be a URL, and the metadata must be its own', async () => {
    const of = (options: object) => errorOf(() => createVerifier(untyped(options)));
    const entry = { audience: AUDIENCE, discover: true };
    expect(await of({ ...entry, issuer: 'urn:issuer' })).toMatchObject({ option: 'issuer' });
    expect(
      await of({ issuers: [{ ...entry, issuer: ISSUER, discover: 'http://id.example' }] }),
    ).toMatchObject({ option: 'issuers[0].discover' });
    expect(await of({ ...entry, issuer: ISSUER, jwksUri: server.uri })).toMatchObject({
      option: 'jwksUri',
    });
    const { verdict } = verifierOf({ discover: server.origin + OIDC });
    expect(await verdict(mint(a))).toBe('ERR_KEYS_UNAVAILABLE');
  });
});

describe('the settings of remote keys', () => {
  it.each(['algorithms', 'issuer', 'tokenType'])('have no option %s', async (name) => {
    const options = { issuer: ISSUER, audience: AUDIENCE, jwksUri: server.uri };
    const error = await errorOf(() =>
      createVerifier(untyped({ ...options, remote: { [name]: undefined } })),
    );
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: `remote.${name}` });
  });

  it('may have a client', async () => {
    const client = { getKeys: async () => [a.jwk] };
    const { verdict } = verifierOf({ jwksUri: server.uri, remote: { client } });
    expect([await verdict(mint(a)), server.count]).toEqual(['accepted', 0]);
  });
});

describe('refreshKeys', () => {
  it('fetches the keys of all issuers, or of one', async () => {
    const other = await JwksServer.start(jwks([b.jwk]));
    const verifier = createVerifier({
      clock,
      issuers: [
        { issuer: ISSUER, audience: AUDIENCE, jwksUri: server.uri },
        { issuer: other.origin, audience: AUDIENCE, jwksUri: other.uri },
        { issuer: 'https://static.example', audience: AUDIENCE, jwks: { keys: [a.jwk] } },
      ],
    });
    await verifier.refreshKeys();
    expect([server.count, other.count]).toEqual([1, 1]);
    await verifier.refreshKeys(other.origin);
    await verifier.refreshKeys('https://static.example');
    expect([server.count, other.count]).toEqual([1, 2]);
    verifier.close();
    await other.stop();
  });

  it('adds a new key and removes a withdrawn one, for cached tokens too', async () => {
    const { verifier, verdict } = verifierOf({ jwksUri: server.uri });
    const token = mint(a);
    expect(await verdict(token)).toBe('accepted');
    server.answer = jwks([b.jwk]);
    await verifier.refreshKeys(ISSUER);
    expect([await verdict(token), await verdict(mint(b))]).toEqual([
      'ERR_KEY_NOT_FOUND',
      'accepted',
    ]);
    expect(server.count).toBe(3); // the third for the key ID that is no longer known
    verifier.close();
  });

  it('reaches the public keys of an issuer that is moving away from secrets', async () => {
    const migration = {
      secret: Buffer.from(keyOf('HS256').signingKey.export()),
      until: '2099-01-01T00:00:00Z',
    };
    const { verifier } = verifierOf({ jwksUri: server.uri, migration });
    await verifier.refreshKeys();
    expect(server.count).toBe(1);
    const { verifier: still } = verifierOf({ jwks: { keys: [a.jwk] }, migration });
    await still.refreshKeys();
    verifier.close();
  });

  it('rejects when a fetch fails, after all fetches have ended', async () => {
    const down = await JwksServer.start(status(500));
    const verifier = createVerifier({
      clock,
      issuers: [
        { issuer: down.origin, audience: AUDIENCE, jwksUri: down.uri },
        { issuer: ISSUER, audience: AUDIENCE, jwksUri: server.uri },
      ],
    });
    expect((await errorOf(() => verifier.refreshKeys()))?.code).toBe('ERR_KEYS_UNAVAILABLE');
    expect(verifier.health()).toEqual([
      { issuer: down.origin, keys: 'unavailable' },
      { issuer: ISSUER, keys: 'ready' },
    ]);
    verifier.close();
    expect((await errorOf(() => verifier.refreshKeys(ISSUER)))?.message).toBe(
      'the key source is closed',
    );
    await down.stop();
  });

  it('rejects for an unknown issuer', async () => {
    const { verifier } = verifierOf({ jwksUri: server.uri });
    const error = await errorOf(() => verifier.refreshKeys('https://other.example'));
    expect(error).toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringContaining('issuer') as unknown,
    });
    expect(server.count).toBe(0);
  });

  it('does nothing for a tenant that was not resolved yet', async () => {
    const asked: string[] = [];
    const verifier = createVerifier({
      clock,
      allowIssuer: () => true,
      resolveIssuer: (iss) => void asked.push(iss),
    });
    await verifier.refreshKeys('https://tenant.example');
    expect(asked).toEqual([]);
  });
});
