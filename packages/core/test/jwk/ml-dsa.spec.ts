/**
 * ML-DSA (FIPS 204): verified if the running Node has it. Otherwise the verifier does not start and names the
 * Node that has it.
 */
import { createPublicKey } from 'node:crypto';
import { createVerifier, type Algorithm, type ConfigurationError } from '../../src/index.js';
import { importJwks, importKey } from '../../src/jwk/index.js';
import { readJwk } from '../../src/jwk/read-jwk.js';
import { hasMlDsa } from '../../src/jws/platform.js';
import { readAlgorithms } from '../../src/issuers/resolve-key-source.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';
import { errorOf, verdictNow } from '../support/verdict.js';

const BYTES = { 'ML-DSA-44': 1312, 'ML-DSA-65': 1952, 'ML-DSA-87': 2592 } as const;
const NAMES = Object.keys(BYTES) as (keyof typeof BYTES)[];
const jwkOf = (alg: keyof typeof BYTES) => ({
  kty: 'AKP',
  alg,
  pub: Buffer.alloc(BYTES[alg]).toString('base64url'),
});

describe.each(NAMES)('%s', (alg) => {
  it('is known exactly when the platform reads its keys', () => {
    const reads = verdictNow(() => {
      try {
        createPublicKey({ key: jwkOf(alg), format: 'jwk' });
      } catch {
        importKey({});
      }
    });
    expect(reads === 'accepted').toBe(hasMlDsa());
    expect(verdictNow(() => importKey(jwkOf(alg)))).toBe(
      hasMlDsa() ? 'accepted' : 'ERR_KEY_INVALID',
    );
  });

  it('starts, or names the Node that has it', async () => {
    const keys = { find: () => undefined };
    const options = { issuer: ISSUER, audience: AUDIENCE, keys, algorithms: [alg] as Algorithm[] };
    const error = await errorOf(() => createVerifier(options));
    expect(error === undefined).toBe(hasMlDsa());
    expect((error as ConfigurationError | undefined)?.option ?? 'algorithms').toBe('algorithms');
    expect(error?.message ?? 'Node 24.6 or later').toContain('Node 24.6 or later');
  });

  it('is skipped in a JWK Set if it cannot be read, and the others are used', () => {
    const set = importJwks({ keys: [jwkOf(alg)] });
    expect(set.keys.length + set.skipped.length).toBe(1);
    expect(set.keys.length === 1).toBe(hasMlDsa());
  });

  it('is for no other algorithm, and its JWK requires alg', () => {
    expect(verdictNow(() => importKey({ ...jwkOf(alg), alg: undefined }))).toBe('ERR_KEY_INVALID');
    expect(verdictNow(() => importKey({ ...jwkOf(alg), alg: 'ES256' }))).toBe('ERR_KEY_INVALID');
    expect(verdictNow(() => importKey({ ...jwkOf(alg), pub: undefined }))).toBe('ERR_KEY_INVALID');
  });

  it('is read or rejected as the platform check says', async () => {
    expect(verdictNow(() => readJwk(jwkOf(alg), true))).toBe(
      hasMlDsa() ? 'accepted' : 'ERR_KEY_INVALID',
    );
    const refused = await errorOf(() => readJwk(jwkOf(alg), false));
    expect([refused?.code, refused?.message]).toEqual([
      'ERR_KEY_INVALID',
      'ML-DSA keys need Node 24.6 or later',
    ]);
  });

  it('is an algorithm only if the platform check says so', async () => {
    const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: [alg] };
    expect(readAlgorithms(options, '', true)).toEqual([alg]);
    const refused = await errorOf(() => readAlgorithms(options, '', false));
    expect([refused?.code, refused?.message]).toEqual([
      'ERR_CONFIGURATION',
      `Invalid option "algorithms": received ${alg} on Node ${process.versions.node}, ` +
        'expected another algorithm, or Node 24.6 or later',
    ]);
  });
});
