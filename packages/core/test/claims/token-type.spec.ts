import type { IssuerOptions } from '../../src/index.js';
import { benchFor, verifierFor } from '../support/bench.js';
import type { Members } from '../support/tokens.js';
import { verdictOf, type Verdict } from '../support/verdict.js';

const bench = benchFor('EdDSA');
const T = 'ERR_TOKEN_TYPE';

async function verdict(
  header: Members,
  claims: Members,
  options: Partial<IssuerOptions> = {},
): Promise<Verdict> {
  return verdictOf(() => verifierFor(bench, options).verify(bench.token({ header, claims })));
}

describe('the header typ of an access token', () => {
  it.each<[unknown, Verdict]>([
    [undefined, 'accepted'],
    ['JWT', 'accepted'],
    ['jwt', 'accepted'],
    ['application/jwt', 'accepted'],
    ['at+jwt', 'accepted'],
    ['application/at+JWT', 'accepted'],
    ['', T],
    ['JWT ', T],
    ['application/', T],
    ['application/application/jwt', T],
    ['text/jwt', T],
    ['id+jwt', T],
    ['logout+jwt', T],
    ['dpop+jwt', T],
    ['JWS', T],
    ['__proto__', T],
  ])('%j: %s', async (typ, expected) => {
    expect(await verdict({ typ }, {})).toBe(expected);
  });

  it.each<[readonly (string | null)[], unknown, Verdict]>([
    [['at+jwt'], 'at+jwt', 'accepted'],
    [['application/AT+JWT'], 'at+jwt', 'accepted'],
    [['at+jwt'], 'JWT', T],
    [['at+jwt'], undefined, T],
    [[null], undefined, 'accepted'],
    [[null], 'JWT', T],
    [['custom'], 'CUSTOM', 'accepted'],
    [['kb+jwt'], 'KB+jwt', 'accepted'],
    [['kb+jwt'], '\u{212a}b+jwt', T],
  ])('with typ: %j, %j: %s', async (typ, given, expected) => {
    expect(await verdict({ typ: given }, {}, { typ })).toBe(expected);
  });
});

describe('claims of another kind of token', () => {
  it.each(['nonce', 'at_hash', 'c_hash', 's_hash', 'events', 'htm', 'htu'])(
    '%s does not belong into an access token',
    async (claim) => {
      expect(await verdict({}, { [claim]: 'x' })).toBe(T);
      expect(await verdict({}, { [claim]: null })).toBe(T);
    },
  );

  it.each(['scope', 'scp', 'client_id', 'events', 'htm', 'htu'])(
    '%s does not belong into an ID token',
    async (claim) => {
      expect(await verdict({}, { [claim]: 'x' }, { tokenType: 'id' })).toBe(T);
    },
  );

  it.each<[string, IssuerOptions['tokenType'], Verdict]>([
    ['id', 'access', T],
    ['ID', 'access', T],
    ['refresh', 'access', T],
    ['Refresh', 'access', T],
    ['refreshToken', 'access', T],
    ['REFRESH_TOKEN', 'access', T],
    ['Refresh-Token', 'access', T],
    ['refreshing', 'access', 'accepted'],
    ['idToken', 'access', T],
    ['identity', 'access', 'accepted'],
    ['Offline', 'access', T],
    ['logout_token', 'access', T],
    ['Logout', 'access', T],
    ['access', 'access', 'accepted'],
    ['Bearer', 'access', 'accepted'],
    ['something', 'access', 'accepted'],
    ['id', 'id', 'accepted'],
    ['ID', 'id', 'accepted'],
    ['access', 'id', T],
    ['accessToken', 'id', T],
    ['access-token', 'id', T],
    ['idToken', 'id', 'accepted'],
    ['Bearer', 'id', T],
    ['Refresh', 'id', T],
  ])('token_use or typ %j in place of an %s token: %s', async (kind, tokenType, expected) => {
    const options = tokenType === undefined ? {} : { tokenType };
    expect(await verdict({}, { token_use: kind }, options)).toBe(expected);
    expect(await verdict({}, { typ: kind }, options)).toBe(expected);
  });

  it.each([1, null, ['id'], { id: 'id' }])('token_use %j has no meaning', async (kind) => {
    expect(await verdict({}, { token_use: kind })).toBe('accepted');
  });

  it('are checked after the signature, so that a forged token reveals nothing', async () => {
    const forged = bench.token({ claims: { nonce: 'n' } }).slice(0, -6);
    const verdictOfForged = await verdictOf(() => verifierFor(bench).verify(`${forged}AAAAAA`));
    expect(verdictOfForged).toBe('ERR_SIGNATURE_INVALID');
  });
});
