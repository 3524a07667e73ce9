/** The algorithms of an issuer apply to its fetched keys too. */
import { createVerifier } from '../../src/index.js';
import { clock } from '../support/bench.js';
import { jwks, JwksServer } from '../support/jwks-server.js';
import { keyOf } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, mintAs } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';

describe('a fetched key without alg', () => {
  const key = keyOf('RS256');
  let server: JwksServer;
  beforeEach(async () => {
    server = await JwksServer.start(jwks([{ ...key.jwk, alg: undefined }]));
  });
  afterEach(() => server.stop());

  it('has the algorithm of its issuer, and no other', async () => {
    const options = { issuer: ISSUER, audience: AUDIENCE, clock, jwksUri: server.uri };
    const verifier = createVerifier({ ...options, algorithms: ['PS256'] });

    expect(await verdictOf(() => verifier.verify(mintAs(key, 'PS256')))).toBe('accepted');
    expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('ERR_ALGORITHM_NOT_ALLOWED');
    verifier.close();
  });
});
