/**
 * Tokens that are bound to a key (RFC 7800). The sender has to prove possession of the key, so they are not
 * bearer tokens.
 */
import { createVerifier, type IssuerOptions } from '../../src/index.js';
import { benchFor, untyped, verifierFor } from '../support/bench.js';
import { freshToken, issOf, key, optionsOf, start } from '../support/tenants.js';
import { AUDIENCE, mint, type Members } from '../support/tokens.js';
import { errorOf, verdictNow, verdictOf } from '../support/verdict.js';

const bench = benchFor('ES256');
const JKT = { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' };

/** Each confirmation method in the registry of RFC 7800 §6.2, and values that are not methods. */
const CONFIRMATIONS: Readonly<Record<string, unknown>> = {
  'a thumbprint for DPoP (RFC 9449 §6)': JKT,
  'a thumbprint of a certificate (RFC 8705 §3.1)': {
    'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2',
  },
  'a key (RFC 7800 §3.2)': { jwk: bench.key.jwk },
  'an encrypted key (RFC 7800 §3.3)': { jwe: 'a.b.c.d.e' },
  'a key ID (RFC 7800 §3.4)': { kid: 'dfd1aa97-6d8d-4575-a0fe-34b96de2bfad' },
  'the address of a key (RFC 7800 §3.5)': { jku: 'https://keys.example/', kid: '1' },
  'an unknown method': { 'method-of-2031': 'x' },
  'an empty object': {},
  null: null,
  false: false,
  'an empty string': '',
  'a string': 'jkt',
  'a number': 0,
  'an empty array': [],
};
const rfc9068 = { typ: 'at+jwt', claims: { client_id: 'app', jti: 'id-1' } };
const bearer = { acceptBoundTokensAsBearer: true };

async function verdict(claims: Members, options: Partial<IssuerOptions> = {}) {
  return verdictOf(() => verifierFor(bench, options).verify(bench.token({ claims })));
}

describe('a token with cnf', () => {
  it.each(Object.entries(CONFIRMATIONS))('%s is not a bearer token', async (_what, cnf) => {
    const error = await errorOf(() => verifierFor(bench).verify(bench.token({ claims: { cnf } })));
    expect([error?.code, error?.claim]).toEqual(['ERR_TOKEN_BOUND', 'cnf']);
    expect(error?.message).not.toMatch(/0ZcO|bwcK|dfd1|jkt/);
    expect(await verdict({})).toBe('accepted');
    expect(await verdict({ cnf }, bearer)).toBe('accepted');
  });

  it('is not a bearer token when cnf is required, optional or one of the required values', async () => {
    expect(await verdict({ cnf: JKT }, { requiredClaims: ['cnf'] })).toBe('ERR_TOKEN_BOUND');
    expect(await verdict({ cnf: 'x' }, { requiredValues: { cnf: 'x' } })).toBe('ERR_TOKEN_BOUND');
  });

  it('is not a bearer token under the profile of RFC 9068', async () => {
    const { typ, claims } = rfc9068;
    const verify = async (more: Members) => {
      const token = bench.token({ header: { typ }, claims: { ...claims, ...more } });
      return verdictOf(() => verifierFor(bench, { profile: 'rfc9068' }).verify(token));
    };
    expect(await verify({ cnf: JKT })).toBe('ERR_TOKEN_BOUND');
    expect(await verify({})).toBe('accepted');
  });

  it('is not a bearer token as an ID token', async () => {
    expect(await verdict({ cnf: JKT }, { tokenType: 'id' })).toBe('ERR_TOKEN_BOUND');
    expect(await verdict({}, { tokenType: 'id' })).toBe('accepted');
    expect(await verdict({ cnf: JKT }, { tokenType: 'id', ...bearer })).toBe('accepted');
  });

  it('is checked after the signature, so that a forged token reveals nothing', async () => {
    const forged = mint(bench.attacker, { claims: { cnf: JKT } });
    expect(await verdictOf(() => verifierFor(bench).verify(forged))).toBe('ERR_SIGNATURE_INVALID');
  });

  it('is a bearer token when the key is inside another claim', async () => {
    expect(await verdict({ act: { sub: 'service', cnf: JKT } })).toBe('accepted');
  });
});

describe('acceptBoundTokensAsBearer', () => {
  it('applies to its own issuer only, and other verifiers do not share its cache', async () => {
    const other = 'https://other.example';
    const { clock, ...strict } = bench.options;
    const issuers = [
      { ...strict, ...bearer },
      { ...strict, issuer: other },
    ];
    const both = createVerifier({ issuers, clock });
    const alone = createVerifier(bench.options);
    const ofLax = bench.token({ claims: { cnf: JKT } });
    const ofStrict = bench.token({ claims: { iss: other, cnf: JKT } });

    for (const time of ['first', 'cached']) {
      expect([time, await verdictOf(() => both.verify(ofLax))]).toEqual([time, 'accepted']);
      expect(await verdictOf(() => both.verify(ofStrict))).toBe('ERR_TOKEN_BOUND');
      expect(await verdictOf(() => alone.verify(ofLax))).toBe('ERR_TOKEN_BOUND');
    }
    expect([both.cacheStats()?.hits, alone.cacheStats()?.size]).toEqual([1, 0]);
  });

  it.each([true, false, undefined])('accepts %p', (flag) => {
    const options = { ...bench.options, acceptBoundTokensAsBearer: flag };
    expect(verdictNow(() => createVerifier(untyped(options)))).toBe('accepted');
  });

  it.each([null, 1, 0, 'true', 'false', '', []])('does not accept %j', async (flag) => {
    const options = { ...bench.options, acceptBoundTokensAsBearer: flag };
    expect(await errorOf(() => createVerifier(untyped(options)))).toMatchObject({
      code: 'ERR_CONFIGURATION',
      option: 'acceptBoundTokensAsBearer',
    });
  });

  it('that changes to false ends the tokens of a tenant, cached ones too', async () => {
    let flag = true;
    const {
      verdict: verdictOfTenant,
      verifier,
      time,
    } = start((issuer) => ({
      ...optionsOf(issuer),
      acceptBoundTokensAsBearer: flag,
    }));
    const bound = mint(key, {
      claims: { iss: issOf(1), aud: AUDIENCE, cnf: JKT, exp: time.now() / 1000 + 86_400 },
    });
    expect([await verdictOfTenant(bound), await verdictOfTenant(bound)]).toEqual([
      'accepted',
      'accepted',
    ]);
    expect(verifier.cacheStats()?.hits).toBe(1);

    flag = false;
    verifier.forgetIssuer(issOf(1));
    expect(await verdictOfTenant(bound)).toBe('ERR_TOKEN_BOUND');
    expect(await verdictOfTenant(freshToken(1))).toBe('accepted');
  });
});
