/** How tokens of common providers and libraries mark their kind. */
import { benchFor, verifierFor } from '../support/bench.js';
import type { Members } from '../support/tokens.js';
import { errorOf, verdictOf, type Verdict } from '../support/verdict.js';

const bench = benchFor('EdDSA');
const T = 'ERR_TOKEN_TYPE';

const verdict = (header: Members, claims: Members): Promise<Verdict> =>
  verdictOf(() => verifierFor(bench).verify(bench.token({ header, claims })));

describe('a nonce', () => {
  it('marks an ID token', async () => {
    expect(await verdict({}, { nonce: 'n' })).toBe(T);
  });

  it.each<[string, Members, Members]>([
    ['typ Bearer, as older Keycloaks write it', {}, { typ: 'Bearer' }],
    ['token_use access', {}, { token_use: 'access' }],
    ['the header at+jwt', { typ: 'at+jwt' }, {}],
  ])('does not mark a token that says it is an access token: %s', async (_what, header, claims) => {
    expect(await verdict(header, { ...claims, nonce: 'n' })).toBe('accepted');
  });
});

describe('a nonce in an ID token', () => {
  it('is accepted', async () => {
    const token = bench.token({ claims: { nonce: 'n' } });
    const verifier = verifierFor(bench, { tokenType: 'id' });
    expect((await verifier.verify(token)).claims['nonce']).toBe('n');
  });
});

describe('a nonce in an access token', () => {
  it('is named by the error, with a typ and without', async () => {
    for (const typ of ['JWT', undefined]) {
      const token = bench.token({ header: { typ }, claims: { nonce: 'n' } });
      const error = await errorOf(() => verifierFor(bench).verify(token));
      expect(error).toMatchObject({ code: T, claim: 'nonce' });
    }
  });
});

describe('an access token instead of an ID token', () => {
  it.each(['access', 'access_token', 'access-token', 'bearer', 'Bearer'])(
    'marked as %s is rejected',
    async (kind) => {
      const verifier = verifierFor(bench, { tokenType: 'id' });
      const token = bench.token({ claims: { token_use: kind } });
      expect(await verdictOf(() => verifier.verify(token))).toBe(T);
    },
  );
});

describe('a refresh or ID token', () => {
  it.each(['token_use', 'typ', 'token_type', 'tokenType', 'type'])(
    'marked by %s is rejected',
    async (claim) => {
      for (const kind of [
        'refresh',
        'Refresh',
        'refresh_token',
        'refresh-token',
        'id',
        'id_token',
        'id-token',
      ]) {
        expect(await verdict({}, { [claim]: kind })).toBe(T);
      }
      expect(await verdict({}, { [claim]: 'access' })).toBe('accepted');
    },
  );
});
