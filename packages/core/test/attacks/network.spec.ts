/** Rows 21 and 48: no part of a token causes a request. */
import { createVerifier } from '../../src/index.js';
import { verifyCompact } from '../../src/jws/index.js';
import { importKey } from '../../src/jwk/index.js';
import { benchFor, clock } from '../support/bench.js';
import { jwks, JwksServer } from '../support/jwks-server.js';
import { ASYMMETRIC, EVERY_KIND, keyOf } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { verdictNow, verdictOf } from '../support/verdict.js';

let canary: JwksServer;
beforeEach(async () => {
  canary = await JwksServer.start();
});
afterEach(() => canary.stop());

describe('row 21: a key address in the header', () => {
  it.each(EVERY_KIND)('is never requested (%s)', async (kind) => {
    const { attacker, key, options } = benchFor(kind);
    canary.answer = jwks([attacker.jwk]);
    const verifier = createVerifier(options);
    const ownKey = importKey(key.jwk);
    for (const member of ['jku', 'x5u', 'iss', 'x5c']) {
      const header = { [member]: canary.uri };
      const forged = mint(attacker, { header });
      const twin = mint(key, { header });

      expect(await verdictOf(() => verifier.verify(forged))).toBe('ERR_SIGNATURE_INVALID');
      expect(verdictNow(() => verifyCompact(forged, ownKey))).toBe('ERR_SIGNATURE_INVALID');
      expect(await verdictOf(() => verifier.verify(twin))).toBe('accepted');
      expect(verdictNow(() => verifyCompact(twin, ownKey))).toBe('accepted');
    }
    expect(canary.count).toBe(0);
  });

  it.each(ASYMMETRIC)('is never requested when the keys are remote (%s)', async (kind) => {
    const { attacker, key } = benchFor(kind);
    canary.answer = jwks([attacker.jwk]);
    const server = await JwksServer.start(jwks([key.jwk]));
    const options = { issuer: ISSUER, audience: AUDIENCE, clock, jwksUri: server.uri };
    const verifier = createVerifier(options);
    const header = { jku: canary.uri };

    expect(await verdictOf(() => verifier.verify(mint(attacker, { header })))).toBe(
      'ERR_SIGNATURE_INVALID',
    );
    expect(await verdictOf(() => verifier.verify(mint(key, { header })))).toBe('accepted');
    expect([canary.count, server.count]).toEqual([0, 1]);
    verifier.close();
    await server.stop();
  });
});

describe('row 48: an issuer that is not trusted', () => {
  const strangers = [
    'https://attacker.example',
    'https://{tenant}.example',
    'https://*.example',
    'https://issuer.example/../attacker',
  ];

  it.each(strangers.flatMap((iss) => ASYMMETRIC.map((kind) => ({ iss, kind }))))(
    '$iss causes no request ($kind)',
    async ({ iss, kind }) => {
      const key = keyOf(kind);
      canary.answer = jwks([key.jwk]);
      const options = { issuer: ISSUER, audience: AUDIENCE, clock, jwksUri: canary.uri };
      const verifier = createVerifier(options);

      expect(await verdictOf(() => verifier.verify(mint(key, { claims: { iss } })))).toBe(
        'ERR_ISSUER_UNKNOWN',
      );
      expect(canary.count).toBe(0);
      expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('accepted');
      expect(canary.count).toBe(1);
      verifier.close();
    },
  );

  it.each(ASYMMETRIC)('is one that only looks like a configured template (%s)', async (kind) => {
    const key = keyOf(kind);
    canary.answer = jwks([key.jwk]);
    const issuer = 'https://{tenant}.example';
    const verifier = createVerifier({ clock, issuer, audience: AUDIENCE, jwksUri: canary.uri });
    const fitting = mint(key, { claims: { iss: 'https://acme.example' } });

    expect(await verdictOf(() => verifier.verify(fitting))).toBe('ERR_ISSUER_UNKNOWN');
    expect(canary.count).toBe(0);
    const literal = mint(key, { claims: { iss: issuer } });
    expect(await verdictOf(() => verifier.verify(literal))).toBe('accepted');
    verifier.close();
  });
});
