/** Row 17: the other signature of an ECDSA token is valid too, so nothing may be keyed on a token's bytes. */
import { verifyCompact } from '../../src/jws/index.js';
import { importKey } from '../../src/jwk/index.js';
import { benchFor, verifierFor } from '../support/bench.js';
import { mirrored } from '../support/ecdsa.js';
import { ECDSA } from '../support/keys.js';
import { signatureOf, withSignature } from '../support/tokens.js';

describe('row 17: the (r, n − s) twin of a good ECDSA signature', () => {
  it.each(ECDSA)('is accepted as the same token (%s)', async (alg) => {
    const bench = benchFor(alg);
    const token = bench.token({ claims: { jti: 'id-1' } });
    const twin = withSignature(token, mirrored(signatureOf(token), alg));
    const verifier = verifierFor(bench);

    expect(twin).not.toBe(token);
    expect(verifyCompact(twin, importKey(bench.key.jwk)).header.alg).toBe(alg);
    const [one, other] = await Promise.all([verifier.verify(token), verifier.verify(twin)]);
    expect(other.claims).toEqual(one.claims);
    expect(other.claims.jti).toBe('id-1');
  });
});
