/** Properties of secrets and of sets of keys. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { importKey } from '../../src/jwk/index.js';
import { KeySet, verifyCompact, type SignatureKey } from '../../src/jws/index.js';
import { HMAC, secretTestKey } from '../support/keys.js';
import { runs } from '../support/runs.js';
import { mint } from '../support/tokens.js';
import { verdictNow } from '../support/verdict.js';

/** A seed of random bytes. Bytes drawn by fast-check itself often repeat one value. */
const seed = fc.nat();

/** Random-looking bytes, the same for the same seed. */
function randomBytes(from: number, size: number): Buffer {
  return createHash('shake256', { outputLength: size }).update(String(from)).digest();
}

describe('a secret', () => {
  it('that is random and long enough is always accepted', () => {
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
          return verdictNow(() => importKey(input, { algorithm: alg })) === 'accepted';
        },
      ),
      runs(),
    );
  });

  it('that is too short is always rejected', () => {
    const secret = fc.uint8Array({ maxLength: 63 });
    fc.assert(
      fc.property(fc.constantFrom('HS256', 'HS384', 'HS512'), secret, (alg, bytes) => {
        fc.pre(bytes.length < Number(alg.slice(2)) / 8);
        return (
          verdictNow(() => importKey(Buffer.from(bytes), { algorithm: alg })) === 'ERR_KEY_INVALID'
        );
      }),
      runs(),
    );
  });

  it('verifies its own signatures, and no others', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HMAC), seed, seed, (alg, a, b) => {
        fc.pre(a !== b);
        const secrets = [randomBytes(a, 64), randomBytes(b, 64)] as const;
        const key = importKey(secrets[0], { algorithm: alg, kid: 'key-1' });
        const verdicts = secrets.map((secret) =>
          verdictNow(() => verifyCompact(mint(secretTestKey(alg, secret)), key)),
        );
        return verdicts.join() === 'accepted,ERR_SIGNATURE_INVALID';
      }),
      runs(),
    );
  });
});

/** The expected key by the documented rules, or 'unclear'. */
function meant(keys: readonly SignatureKey[], wanted: Pick<SignatureKey, 'kid' | 'alg'>) {
  const [only] = keys;
  if (wanted.kid === undefined && keys.length <= 1) return only;
  const named = keys.filter((key) => key.kid === wanted.kid);
  const isNameless = keys.every((key) => key.kid === undefined);
  const among = wanted.kid === undefined || isNameless ? keys : named;
  const fitting = among.filter((key) => key.alg === wanted.alg);
  if (fitting.length === 1) return fitting[0];
  if (wanted.kid !== undefined && isNameless) return keys.length === 1 ? only : undefined;
  if (wanted.kid !== undefined && fitting.length === 0) return named[0];
  return 'unclear';
}

describe('a set of keys', () => {
  const kid = fc.option(fc.constantFrom('a', 'b', 'c', '__proto__', ''), { nil: undefined });
  const alg = fc.constantFrom('ES256' as const, 'RS256' as const, 'RS512' as const);
  const header = fc.record({ kid, alg });

  it('finds exactly the expected key, or rejects as ambiguous', () => {
    fc.assert(
      fc.property(fc.array(header, { maxLength: 5 }), header, (headers, wanted) => {
        const keys = headers.map((from): SignatureKey => ({ ...from, verify: () => true }));
        let found: SignatureKey | undefined;
        const verdict = verdictNow(() => (found = new KeySet(keys).find(wanted)));
        const right = meant(keys, wanted);
        return right === 'unclear'
          ? verdict === 'ERR_KEY_AMBIGUOUS'
          : verdict === 'accepted' && found === right;
      }),
      runs(),
    );
  });
});
