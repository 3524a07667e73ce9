import { resolveAlgorithm, type AlgorithmClaims } from '../../src/jwk/resolve-algorithm.js';
import type { Algorithm } from '../../src/index.js';
import { verdictNow } from '../support/verdict.js';

const RSA: readonly Algorithm[] = ['RS256', 'RS384', 'PS256'];
const ED: readonly Algorithm[] = ['EdDSA', 'Ed25519'];

describe('the one algorithm of a key', () => {
  it.each<[resolved: Algorithm, claims: AlgorithmClaims]>([
    ['ES256', { possible: ['ES256'] }],
    ['RS256', { possible: RSA }],
    ['RS384', { possible: RSA, stated: 'RS384' }],
    ['PS256', { possible: RSA, allowed: ['PS256'] }],
    ['PS256', { possible: RSA, allowed: ['ES256', 'PS256'] }],
    ['RS256', { possible: RSA, allowed: ['PS256', 'RS256'] }],
    ['RS384', { possible: RSA, stated: 'RS384', allowed: ['RS384', 'RS256'] }],
    ['RS384', { possible: RSA, stated: 'RS384', allowed: undefined }],
    ['EdDSA', { possible: ED }],
    ['Ed25519', { possible: ED, allowed: ['Ed25519', 'Ed448'] }],
  ])('is %s: %j', (resolved, claims) => {
    expect(resolveAlgorithm(claims)).toBe(resolved);
  });

  it.each<[because: string, claims: AlgorithmClaims]>([
    ['fits no algorithm', { possible: [] }],
    ['fits no algorithm', { possible: RSA, stated: 'ES256' }],
    ['says ES256 fits no algorithm', { possible: RSA, stated: 'ES256' }],
    ['fits none of the allowed ES256', { possible: RSA, allowed: ['ES256'] }],
    ['fits none of the allowed ', { possible: RSA, allowed: [] }],
    ['fits none of the allowed PS256', { possible: RSA, stated: 'RS256', allowed: ['PS256'] }],
    ['which of RS384, PS256', { possible: RSA, allowed: ['PS256', 'RS384'] }],
    ['is not a signature algorithm', { possible: RSA, stated: 'RSA-OAEP' }],
    ['is not a signature algorithm', { possible: RSA, stated: 'none' }],
    ['is not a signature algorithm', { possible: RSA, stated: '' }],
    ['is not a signature algorithm', { possible: RSA, stated: null }],
    ['is not a signature algorithm', { possible: RSA, stated: 7 }],
    ['is not a signature algorithm', { possible: RSA, stated: ['RS256'] }],
  ])('is undefined, because it %s: %j', (because, claims) => {
    expect(() => resolveAlgorithm(claims)).toThrow(because);
    expect(verdictNow(() => resolveAlgorithm(claims))).toBe('ERR_KEY_INVALID');
  });
});
