/** Properties of secrets and of sets of keys. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { importKey } from '../../src/jwk/index.js';
import { KeySet, verifyCompact, type SignatureKey } from '../../src/jws/index.js';
import { HMAC, secretTestKey } from '../support/keys.js';
import { runs } from '../support/runs.js';
import { mint } from '../support/tokens.js';
import { verdictNow } from '../support/verdict.js';

/** What random bytes are made from; bytes drawn by fast-check itself are often nearly all alike. */
const seed = fc.nat();

/** Bytes that look random and are the same for the same seed. */
function randomBytes(from: number, size: number): Buffer {
  return createHash('shake256', { outputLength: size }).update(String(from)).digest();
}

describe('a secret', () => {
  it('that is random and long enough is never taken for anything else', () => {
    const length = fc.integer({ min: 64, max: 128 });
    fc.assert(
      fc.property(
        fc.constantFrom(...HMAC),
        seed,
        length,
        fc.boolean(),
        (alg, from, size, asText) => {
          const bytes = randomBytes(from, size);
          const input = asText ? bytes.toString('base64') : bytes;
          return verdictNow(() => importKey(input, { alg })) === 'accepted';
        },
      ),
      runs(),
    );
  });

  it('that is too short is always refused', () => {
    const secret = fc.uint8Array({ maxLength: 63 });
    fc.assert(
      fc.property(fc.constantFrom('HS256', 'HS384', 'HS512'), secret, (alg, bytes) => {
        fc.pre(bytes.length < Number(alg.slice(2)) / 8);
        return verdictNow(() => importKey(Buffer.from(bytes), { alg })) === 'ERR_KEY_REFUSED';
      }),
      runs(),
    );
  });

  it('verifies what was made with it, and nothing that was made with another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HMAC), seed, seed, (alg, a, b) => {
        fc.pre(a !== b);
        const secrets = [randomBytes(a, 64), randomBytes(b, 64)] as const;
        const key = importKey(secrets[0], { alg, kid: 'key-1' });
        const verdicts = secrets.map((secret) =>
          verdictNow(() => verifyCompact(mint(secretTestKey(alg, secret)), key)),
        );
        return verdicts.join() === 'accepted,ERR_SIGNATURE_INVALID';
      }),
      runs(),
    );
  });
});

describe('a set of keys', () => {
  const kid = fc.option(fc.constantFrom('a', 'b', 'c', '__proto__', ''), { nil: undefined });
  it('finds exactly the one key that is meant, or says that it is not clear', () => {
    fc.assert(
      fc.property(fc.array(kid, { maxLength: 5 }), kid, (ids, wanted) => {
        const keys = ids.map((id): SignatureKey => ({ alg: 'ES256', kid: id, verify: () => true }));
        const set = new KeySet(keys);
        const matches = keys.filter((key) => key.kid === wanted);
        let found: SignatureKey | undefined;
        const verdict = verdictNow(() => (found = set.find({ kid: wanted })));

        if (wanted === undefined) {
          return keys.length > 1
            ? verdict === 'ERR_KEY_AMBIGUOUS'
            : verdict === 'accepted' && found === keys[0];
        }
        if (matches.length > 1) return verdict === 'ERR_KEY_AMBIGUOUS';
        const bare = keys.length === 1 && keys[0]?.kid === undefined ? keys[0] : undefined;
        return verdict === 'accepted' && found === (matches[0] ?? bare);
      }),
      runs(),
    );
  });
});
