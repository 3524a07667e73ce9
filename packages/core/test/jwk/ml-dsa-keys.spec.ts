/**
 * ML-DSA (FIPS 204, RFC 9964) with real keys, if the running Node has it. There, the attack
 * catalogue and all tests over every kind of key include it too.
 */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { importJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { createVerifier, type IssuerOptions, type TokenVerifier } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { hasMlDsa } from '../../src/jws/platform.js';
import { clock } from '../support/bench.js';
import { keyOf, ML_DSA } from '../support/keys.js';
import { pem, publicKeyOf } from '../support/public-key-forms.js';
import { AUDIENCE, GOOD_CLAIMS, ISSUER, mint } from '../support/tokens.js';
import { verdictNow, verdictOf } from '../support/verdict.js';

const NAMES = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const;
const whereThereIsMlDsa = ML_DSA.length > 0 ? describe : describe.skip;

whereThereIsMlDsa('a key of the platform', () => {
  it('has the type that the platform check uses', () => {
    expect(hasMlDsa()).toBe(true);
  });

  it.each(NAMES)('verifies its signatures, in every form of key (%s)', async (alg) => {
    const key = keyOf(alg);
    const forms = {
      jwks: { jwks: { keys: [key.jwk] } },
      JWK: { publicKey: key.jwk },
      PEM: { publicKey: pem(key) },
      KeyObject: { publicKey: publicKeyOf(key) },
    };
    const outcomes: Record<string, unknown> = {};
    for (const [form, options] of Object.entries(forms)) {
      const verifier = verifierOf(options);
      outcomes[form] = (await verifier.verify(mint(key))).header.alg;
    }
    expect(outcomes).toEqual({ jwks: alg, JWK: alg, PEM: alg, KeyObject: alg });
  });

  it.each(NAMES)('interoperates with jose (%s)', async (alg) => {
    const { jwk, signingKey, kid } = keyOf(alg);
    const privateKey = await importJWK(signingKey.export({ format: 'jwk' }), alg);
    const theirs = new SignJWT(GOOD_CLAIMS).setProtectedHeader({ alg, kid, typ: 'JWT' });
    const token = await theirs.sign(privateKey);
    const verifier = verifierOf({ jwks: { keys: [jwk] } });
    expect((await verifier.verify(token)).header.alg).toBe(alg);

    const publicKey = await importJWK(jwk as JWK, alg);
    const currentDate = new Date(clock());
    const { payload } = await jwtVerify(mint(keyOf(alg)), publicKey, { currentDate });
    expect(payload).toEqual(GOOD_CLAIMS);
  });

  it.each(NAMES)('is for no other parameter set (%s)', async (alg) => {
    const key = keyOf(alg);
    for (const other of NAMES.filter((name) => name !== alg)) {
      expect(verdictNow(() => importKey({ ...key.jwk, alg: other }))).toBe('ERR_KEY_INVALID');
      expect(verdictNow(() => importKey(pem(key), { algorithm: other }))).toBe('ERR_KEY_INVALID');
      const verifier = verifierOf({ jwks: { keys: [key.jwk] } });
      const token = mint(key, { header: { alg: other } });
      expect(await verdictOf(() => verifier.verify(token))).toBe('ERR_ALGORITHM_NOT_ALLOWED');
    }
  });

  it.each(NAMES)('has one spelling, although the platform accepts others (%s)', (alg) => {
    const { jwk } = keyOf(alg);
    const pub = String(jwk['pub']);
    const misspelt = { padded: `${pub}=`, 'with junk': `!${pub}`, 'with a space': ` ${pub}` };
    for (const [name, text] of Object.entries(misspelt)) {
      const other = { ...jwk, pub: text };
      const read = createPublicKey({ key: other as JsonWebKey, format: 'jwk' });
      expect([name, read.type]).toEqual([name, 'public']);
      expect([name, verdictNow(() => importKey(other))]).toEqual([name, 'ERR_KEY_INVALID']);
    }
  });

  it.each(NAMES)('is rejected when it has the wrong length (%s)', (alg) => {
    const { jwk } = keyOf(alg);
    const bytes = Buffer.from(String(jwk['pub']), 'base64url');
    const sizes = [bytes.subarray(1), bytes.subarray(0, -1), Buffer.concat([bytes, bytes])];
    for (const size of [...sizes, Buffer.concat([bytes, Buffer.alloc(1)])]) {
      const pub = size.toString('base64url');
      expect(verdictNow(() => importKey({ ...jwk, pub }))).toBe('ERR_KEY_INVALID');
    }
  });

  it.each(NAMES)('is rejected together with its private half (%s)', (alg) => {
    const { jwk, signingKey } = keyOf(alg);
    const own = signingKey.export({ format: 'jwk' });
    expect(verdictNow(() => importKey({ ...own }))).toBe('ERR_KEY_INVALID');
    expect(verdictNow(() => importKey({ ...jwk, priv: '' }))).toBe('ERR_KEY_INVALID');
    expect(verdictNow(() => importKey(signingKey))).toBe('ERR_KEY_INVALID');
  });
});

function verifierOf(keys: Partial<IssuerOptions>): TokenVerifier {
  return createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock, ...keys });
}
