/** Audience and authorized party of an ID token (OpenID Connect Core §3.1.3.7). */
import { createVerifier, type IssuerOptions } from '../../src/index.js';
import { benchFor, untyped, verifierFor } from '../support/bench.js';
import type { Members } from '../support/tokens.js';
import { errorOf, verdictNow, verdictOf, type Verdict } from '../support/verdict.js';

const bench = benchFor('ES256');
const id = { tokenType: 'id', audience: 'api' } as const;

async function verdict(claims: Members, options: Partial<IssuerOptions>): Promise<Verdict> {
  const token = bench.token({ claims });
  return verdictOf(() => verifierFor(bench, options).verify(token));
}

type Case = readonly [claims: Members, options: Partial<IssuerOptions>, expected: Verdict];
const M = 'ERR_AUDIENCE_MISMATCH';

describe('an ID token', () => {
  it.each<Case>([
    [{ aud: 'api' }, id, 'accepted'],
    [{ aud: ['api'] }, id, 'accepted'],
    [{ aud: 'api', azp: 'api' }, id, 'accepted'],
    [{ aud: 'api', azp: 'other' }, id, M],
    [{ aud: ['api'], azp: 'other' }, id, M],
    [{ aud: ['api', 'other'] }, id, M],
    [{ aud: ['other', 'api'] }, id, M],
    [{ aud: ['api', 'other'], azp: 'api' }, id, M],
    [{ aud: ['api', 'other'], azp: 'other' }, id, M],
    [{ aud: ['api', 'web'], azp: 'web' }, { ...id, audience: ['api', 'web'] }, 'accepted'],
    [{ aud: ['api', 'web', 'other'] }, { ...id, audience: ['api', 'web'] }, M],
    [{ aud: 'api', azp: null }, id, M],
    [{ aud: 'api', azp: '' }, id, M],
    [{ aud: 'api', azp: ['api'] }, id, M],
    [{ aud: 'api', azp: 'API' }, id, M],
  ])('with %j where %j is configured: %s', async (claims, options, expected) => {
    expect(await verdict(claims, options)).toBe(expected);
  });

  it.each<Case>([
    [{ aud: 'api', azp: 'app' }, { authorizedParties: 'app' }, 'accepted'],
    [{ aud: 'api', azp: 'app' }, { authorizedParties: ['ios', 'app'] }, 'accepted'],
    [{ aud: 'api', azp: 'api' }, { authorizedParties: 'app' }, 'accepted'],
    [{ aud: 'api' }, { authorizedParties: 'app' }, 'accepted'],
    [{ aud: 'api', azp: 'other' }, { authorizedParties: ['ios', 'app'] }, M],
    [{ aud: 'app' }, { authorizedParties: 'app' }, M],
    [{ aud: ['api', 'app'], azp: 'app' }, { authorizedParties: 'app' }, M],
    [{ aud: 'api', azp: 'app' }, { requiredValues: { azp: ['app'] } }, 'accepted'],
    [{ aud: 'api', azp: 'api' }, { requiredValues: { azp: ['app'] } }, 'ERR_CLAIM_INVALID'],
  ])('with %j and %j beside: %s', async (claims, options, expected) => {
    expect(await verdict(claims, { ...id, ...options })).toBe(expected);
  });

  it.each<Case>([
    [{ aud: ['api', 'two'] }, { trustedAudiences: 'two' }, 'accepted'],
    [{ aud: ['api', 'two', 'three'] }, { trustedAudiences: ['three', 'two'] }, 'accepted'],
    [{ aud: ['api', 'two', 'other'] }, { trustedAudiences: ['three', 'two'] }, M],
    [{ aud: 'two' }, { trustedAudiences: 'two' }, M],
    [{ aud: ['two'] }, { trustedAudiences: 'two' }, M],
    [{ aud: 'api', azp: 'two' }, { trustedAudiences: 'two' }, M],
    [
      { aud: ['api', 'two'], azp: 'two' },
      { trustedAudiences: 'two', authorizedParties: 'two' },
      'accepted',
    ],
  ])('with %j and %j beside it: %s', async (claims, options, expected) => {
    expect(await verdict(claims, { ...id, ...options })).toBe(expected);
  });

  it('is checked for neither when the audience is skipped, and for its party when one is configured', async () => {
    const anybody = { tokenType: 'id', audience: null } as const;
    expect(await verdict({ aud: ['a', 'b'], azp: 'c' }, anybody)).toBe('accepted');
    const parties = { ...anybody, authorizedParties: 'c' };
    expect(await verdict({ aud: ['a', 'b'], azp: 'c' }, parties)).toBe('accepted');
    expect(await verdict({ aud: ['a', 'b'], azp: 'd' }, parties)).toBe(M);
    expect(await verdict({ aud: ['a', 'b'] }, parties)).toBe('accepted');
  });

  it.each([
    ['aud', { aud: ['api', 'other'] }],
    ['azp', { aud: 'api', azp: 'other' }],
  ])('that is rejected names %s, and not its value', async (claim, claims) => {
    const error = await errorOf(() => verifierFor(bench, id).verify(bench.token({ claims })));
    expect([error?.code, error?.claim]).toEqual([M, claim]);
    expect(error?.message).not.toContain('"other"');
  });
});

describe('an access token', () => {
  it('may have several audiences, and any client', async () => {
    const claims = { aud: ['api', 'other'], azp: 'other' };
    expect(await verdict(claims, { audience: 'api' })).toBe('accepted');
  });
});

describe('authorizedParties and trustedAudiences', () => {
  const optionOf = async (options: object) =>
    (
      (await errorOf(() => createVerifier(untyped({ ...bench.options, ...options })))) as
        { readonly option?: string } | undefined
    )?.option;

  it.each(['authorizedParties', 'trustedAudiences'])('%s is a list of strings', async (name) => {
    for (const wrong of [null, '', [], [''], ['a', 1], 7, {}, true]) {
      expect(await optionOf({ ...id, [name]: wrong })).toBe(name);
    }
    for (const right of ['a', ['a', 'b'], undefined]) {
      expect(await optionOf({ ...id, [name]: right })).toBeUndefined();
    }
  });

  it.each(['authorizedParties', 'trustedAudiences'])(
    '%s is a configuration error when it would have no effect',
    async (name) => {
      expect(await optionOf({ [name]: 'a' })).toBe(name);
      expect(await optionOf({ tokenType: 'access', [name]: 'a' })).toBe(name);
    },
  );

  it('trustedAudiences is a configuration error when the audience is skipped', async () => {
    expect(await optionOf({ ...id, audience: null, trustedAudiences: 'a' })).toBe(
      'trustedAudiences',
    );
    const options = { ...bench.options, ...id, audience: null, authorizedParties: 'a' };
    expect(verdictNow(() => createVerifier(options))).toBe('accepted');
  });
});
