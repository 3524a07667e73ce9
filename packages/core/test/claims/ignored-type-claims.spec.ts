/** Claims of the application that have the name of a claim that marks the kind of a token. */
import { createVerifier, type IssuerOptions } from '../../src/index.js';
import { benchFor, untyped, verifierFor } from '../support/bench.js';
import type { Members } from '../support/tokens.js';
import { errorOf, verdictOf, type Verdict } from '../support/verdict.js';

const bench = benchFor('EdDSA');
const T = 'ERR_TOKEN_TYPE';

/** Each marking claim, with a value that marks another kind of token. */
const OF_ACCESS: Members = {
  nonce: 'n-1',
  events: ['concert'],
  htm: 'GET',
  htu: 'https://api.example/',
  at_hash: 'h',
  c_hash: 'h',
  s_hash: 'h',
  token_use: 'id',
  typ: 'refresh',
  token_type: 'id',
  tokenType: 'offline',
  type: 'id',
};
const OF_ID: Members = {
  scope: 'read',
  scp: ['read'],
  client_id: 'app',
  events: ['concert'],
  htm: 'GET',
  htu: 'https://api.example/',
  token_use: 'access',
  typ: 'Bearer',
  token_type: 'bearer',
  tokenType: 'refresh',
  type: 'access',
};

async function verdict(claims: Members, options: Partial<IssuerOptions> = {}): Promise<Verdict> {
  return verdictOf(() => verifierFor(bench, options).verify(bench.token({ claims })));
}

describe.each([
  ['access', OF_ACCESS],
  ['id', OF_ID],
] as const)('in place of an %s token', (tokenType, telling) => {
  const names = Object.keys(telling);

  it.each(names)('%s marks another kind of token unless it is ignored', async (name) => {
    const claims = { [name]: telling[name] };
    const error = await errorOf(() =>
      verifierFor(bench, { tokenType }).verify(bench.token({ claims })),
    );
    expect([error?.code, error?.claim]).toEqual([T, name]);
    expect(error?.message).toMatch(new RegExp(`${name}$`));
    expect(await verdict(claims, { tokenType, ignoredTypeClaims: [name] })).toBe('accepted');
  });

  it.each(names)('an ignored %s leaves all other marks in effect', async (name) => {
    const options = { tokenType, ignoredTypeClaims: [name] } as const;
    for (const other of names.filter((one) => one !== name)) {
      const claims = { [name]: telling[name], [other]: telling[other] };
      expect([other, await verdict(claims, options)]).toEqual([other, T]);
    }
    expect(await verdict(telling, { tokenType, ignoredTypeClaims: names })).toBe('accepted');
  });

  it('the header typ is still checked', async () => {
    const token = bench.token({ header: { typ: 'logout+jwt' }, claims: telling });
    const verifier = verifierFor(bench, { tokenType, ignoredTypeClaims: names });
    expect(await verdictOf(() => verifier.verify(token))).toBe(T);
  });
});

describe('ignoredTypeClaims', () => {
  it('removes the meaning of a claim: an ignored typ does not excuse a nonce', async () => {
    const claims = { typ: 'Bearer', nonce: 'n' };
    expect(await verdict(claims)).toBe('accepted');
    expect(await verdict(claims, { ignoredTypeClaims: ['typ'] })).toBe(T);
  });

  it('leaves the claims unchanged for the application', async () => {
    const verifier = verifierFor(bench, { ignoredTypeClaims: ['events', 'type'] });
    const claims = { events: ['concert'], type: 'id', nonce: undefined };
    const verified = await verifier.verify(bench.token({ claims }));
    expect(verified.claims).toMatchObject({ events: ['concert'], type: 'id' });
  });

  it.each([
    ['access', ['client_id']],
    ['access', ['cnf']],
    ['access', ['exp']],
    ['access', ['Nonce']],
    ['access', ['nonce', '']],
    ['access', [1]],
    ['access', 'nonce'],
    ['access', null],
    ['id', ['nonce']],
    ['id', ['at_hash']],
  ])('of an %s token is not %j', async (tokenType, ignoredTypeClaims) => {
    const options = untyped({ ...bench.options, tokenType, ignoredTypeClaims });
    expect(await errorOf(() => createVerifier(options))).toMatchObject({
      code: 'ERR_CONFIGURATION',
      option: 'ignoredTypeClaims',
    });
  });
});
