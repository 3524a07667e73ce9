/** Which claim an error names, by the policy alone, and until when claims are valid. */
import type { ClaimsPolicy } from '../../src/claims/claims-policy.js';
import { assertRegisteredClaims, goodUntil } from '../../src/claims/registered-claims.js';
import { tokenTypeRule } from '../../src/claims/token-type.js';
import type { JsonObject } from '../../src/encoding/strict-json.js';
import { errorOf } from '../support/verdict.js';

const NOW = 1000;
const policy: ClaimsPolicy = {
  audience: new Set(['api']),
  required: ['exp'],
  values: [['azp', new Set(['app'])]],
  forbidden: ['act'],
  acceptsBound: false,
  idToken: undefined,
  clockTolerance: 10,
  maxLifetime: 500,
  maxTokenAge: 200,
  type: tokenTypeRule('access'),
};
const good = { exp: 1100, iat: 900, aud: 'api', azp: 'app' };
const errorFor = (change: JsonObject) =>
  errorOf(() => assertRegisteredClaims({ ...good, ...change }, policy, NOW));

describe('the error of an invalid claim', () => {
  it('is undefined when all claims are valid', async () => {
    expect(await errorFor({})).toBeUndefined();
  });

  it.each<[code: string, claim: string, change: JsonObject]>([
    ['ERR_CLAIM_MISSING', 'exp', { exp: undefined }],
    ['ERR_CLAIM_MISSING', 'exp', { exp: null }],
    ['ERR_CLAIM_INVALID', 'azp', { azp: 'other' }],
    ['ERR_TOKEN_TYPE', 'act', { act: {} }],
    ['ERR_CLAIM_INVALID', 'sub', { sub: '' }],
    ['ERR_CLAIM_INVALID', 'jti', { jti: 7 }],
    ['ERR_CLAIM_INVALID', 'exp', { exp: 'soon' }],
    ['ERR_CLAIM_INVALID', 'nbf', { nbf: -1 }],
    ['ERR_CLAIM_INVALID', 'iat', { iat: 0 }],
    ['ERR_TOKEN_EXPIRED', 'exp', { exp: 990 }],
    ['ERR_TOKEN_NOT_YET_VALID', 'nbf', { nbf: 1011 }],
    ['ERR_TOKEN_NOT_YET_VALID', 'iat', { iat: 1011 }],
    ['ERR_CLAIM_INVALID', 'iat', { iat: 1000, exp: 999 }],
    ['ERR_TOKEN_LIFETIME', 'exp', { exp: 1401 }],
    ['ERR_CLAIM_MISSING', 'iat', { iat: undefined }],
    ['ERR_TOKEN_TOO_OLD', 'iat', { iat: 790 }],
    ['ERR_CLAIM_INVALID', 'aud', { aud: [] }],
    ['ERR_AUDIENCE_MISMATCH', 'aud', { aud: 'other' }],
    ['ERR_AUDIENCE_MISMATCH', 'aud', { aud: ['other', 'API', 'api '] }],
  ])('is %s and names %s (%#)', async (code, claim, change) => {
    expect(await errorFor(change)).toMatchObject({ code, claim });
  });
});

describe('valid claims', () => {
  it.each<[until: number, maxTokenAge: number | undefined, claims: JsonObject]>([
    [1110, undefined, { exp: 1100, iat: 900 }],
    [1110, 201, { exp: 1100, iat: 900 }],
    [1110, 200, { exp: 1100, iat: 900 }],
    [1109, 199, { exp: 1100, iat: 900 }],
    [1110, 200, { iat: 900 }],
    [1110, 200, { exp: 1100 }],
    [Infinity, undefined, {}],
    [Infinity, 200, {}],
    [Infinity, undefined, { iat: 900 }],
  ])('are valid until %p with maxTokenAge %p: %j', (until, maxTokenAge, claims) => {
    expect(goodUntil(claims, { ...policy, maxTokenAge })).toBe(until);
  });
});
