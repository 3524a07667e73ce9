/** The conditions of a preset and those of the application: both apply, however they are combined. */
import { cognito } from '../../src/presets/index.js';
import { createVerifier, type IssuerOptions, type PresetConditions } from '../../src/index.js';
import { benchFor, clock, untyped, verifierFor } from '../support/bench.js';
import { keyOf } from '../support/keys.js';
import { mint, NOW, type Members } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const bench = benchFor('ES256');

describe('the conditions of a preset', () => {
  const { jwksUri: _address, ...preset } = cognito({
    userPoolId: 'eu-central-1_AbC123',
    clientId: 'mine',
  });
  const options = { ...preset, jwks: { keys: [keyOf('RS256').jwk] } };
  const more = { requiredClaims: ['tenant'], requiredValues: { tenant: 'acme' } };
  const tokenOf = (client: string) => {
    const claims = { iss: preset.issuer, aud: undefined, token_use: 'access', client_id: client };
    return mint(keyOf('RS256'), { claims: { ...claims, tenant: 'acme' } });
  };

  it.each<[string, unknown]>([
    ['as one of several issuers', { issuers: [{ ...options, ...more }] }],
    ['as the only issuer', { ...options, ...more }],
    ['with undefined spread over them', { ...options, requiredValues: undefined }],
    ['with nothing spread over them', { ...options, requiredValues: {}, requiredClaims: [] }],
    ['as a structured clone', { ...structuredClone(options), ...more }],
    ['as JSON', { ...(JSON.parse(JSON.stringify(options)) as object), ...more }],
    ['entry by entry', Object.fromEntries(Object.entries({ ...options, ...more }))],
  ])('apply %s', async (_how, given) => {
    const verifier = createVerifier({ ...untyped(given), clock });
    expect(await verdictOf(() => verifier.verify(tokenOf('mine')))).toBe('accepted');
    expect(await verdictOf(() => verifier.verify(tokenOf('other')))).toBe('ERR_CLAIM_INVALID');
  });

  it('are removed only by naming them', async () => {
    const verifier = createVerifier({ ...options, ...more, presetConditions: {}, clock });
    expect(await verdictOf(() => verifier.verify(tokenOf('other')))).toBe('accepted');
  });

  it('apply to a tenant in their current form', async () => {
    let clientId = 'mine';
    let now = NOW;
    const verifier = createVerifier({
      allowIssuer: () => true,
      resolveIssuer: () => ({
        ...options,
        ...more,
        presetConditions: { requiredValues: { client_id: clientId } },
      }),
      tenants: { freshness: '1m' },
      cache: false,
      clock: () => now * 1000,
    });
    const verdict = () => verdictOf(() => verifier.verify(tokenOf('mine')));
    expect(await verdict()).toBe('accepted');
    clientId = 'other';
    now += 60;
    await verdict(); // makes the tenant be resolved again
    await new Promise(setImmediate);
    expect(await verdict()).toBe('ERR_CLAIM_INVALID');
  });
});

describe('conditions of a preset and of the options', () => {
  const both: Partial<IssuerOptions> = {
    presetConditions: {
      requiredClaims: ['of_preset'],
      requiredValues: { kind: ['preset', 'common'], realm: 'r' },
      forbiddenClaims: ['not_preset'],
    },
    requiredClaims: ['of_options'],
    requiredValues: { kind: ['common', 'options'], team: 't' },
    forbiddenClaims: ['not_options'],
  };
  const verifier = verifierFor(bench, both);
  const good = { of_preset: 1, of_options: 1, kind: 'common', realm: 'r', team: 't' };

  it.each<[Members, string]>([
    [{}, 'accepted'],
    [{ of_preset: undefined }, 'ERR_CLAIM_MISSING'],
    [{ of_options: undefined }, 'ERR_CLAIM_MISSING'],
    [{ exp: undefined }, 'ERR_CLAIM_MISSING'],
    [{ kind: undefined }, 'ERR_CLAIM_MISSING'],
    [{ kind: 'preset' }, 'ERR_CLAIM_INVALID'],
    [{ kind: 'options' }, 'ERR_CLAIM_INVALID'],
    [{ realm: undefined }, 'ERR_CLAIM_MISSING'],
    [{ realm: 't' }, 'ERR_CLAIM_INVALID'],
    [{ team: undefined }, 'ERR_CLAIM_MISSING'],
    [{ team: 'r' }, 'ERR_CLAIM_INVALID'],
    [{ not_preset: null }, 'ERR_TOKEN_TYPE'],
    [{ not_options: null }, 'ERR_TOKEN_TYPE'],
  ])('both apply: %j', async (claims, verdict) => {
    const token = bench.token({ claims: { ...good, ...claims } });
    expect(await verdictOf(() => verifier.verify(token))).toBe(verdict);
  });

  it.each<[string, PresetConditions, Partial<IssuerOptions>]>([
    [
      'requiredValues.azp',
      { requiredValues: { azp: ['a', 'b'] } },
      { requiredValues: { azp: ['c'] } },
    ],
    ['forbiddenClaims', { forbiddenClaims: ['act'] }, { requiredClaims: ['act'] }],
    ['forbiddenClaims', { requiredClaims: ['act'] }, { forbiddenClaims: ['act'] }],
    ['forbiddenClaims', { requiredValues: { act: 'a' } }, { forbiddenClaims: ['act'] }],
    ['forbiddenClaims', {}, { requiredValues: { act: 'a' }, forbiddenClaims: ['act'] }],
  ])(
    'that no token can meet are a configuration error: %s',
    async (option, presetConditions, own) => {
      const error = await errorOf(() => verifierFor(bench, { ...own, presetConditions }));
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
      expect(error?.message).toContain('presetConditions');
    },
  );

  it.each<[string, unknown]>([
    ['presetConditions', null],
    ['presetConditions', []],
    ['presetConditions', 'azp'],
    ['presetConditions.requiredClaim', { requiredClaim: ['jti'] }],
    ['presetConditions.audience', { audience: 'a' }],
    ['presetConditions.requiredClaims', { requiredClaims: 'jti' }],
    ['presetConditions.requiredValues', { requiredValues: { azp: '' } }],
    ['presetConditions.forbiddenClaims', { forbiddenClaims: ['exp'] }],
  ])('are a configuration error with %s: %j', async (option, presetConditions) => {
    const error = await errorOf(() =>
      createVerifier(untyped({ ...bench.options, presetConditions })),
    );
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });
});
