/** Tokens signed with other libraries, for our verifier. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import { importJWK, SignJWT } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { createVerifier } from '@portcullis/core';
import { tryWith } from './ledger.mjs';
import { ALGORITHMS, AUDIENCE, ISSUER, tamperedCopies } from './material.mjs';

const MADE = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

/** A key for each algorithm: `pem`, `privateJwk` and `jwk`, or `secret`; RS256 and PS256 share an RSA key pair. */
function foreignKeys() {
  const keys = new Map();
  for (const [alg, make] of Object.entries(MADE)) keys.set(alg, pairOf(alg, make()));
  const { jwk, ...rsa } = keys.get('RS256');
  keys.set('PS256', { ...rsa, kid: 'PS256', jwk: { ...jwk, kid: 'PS256', alg: 'PS256' } });
  keys.set('HS256', { kid: 'HS256', secret: randomBytes(32).toString('base64url') });
  return keys;
}

function pairOf(kid, { publicKey, privateKey }) {
  return {
    kid,
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }),
    privateJwk: privateKey.export({ format: 'jwk' }),
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: kid, use: 'sig' },
  };
}

/** The requests to a signer: claims, algorithm and key. */
function requestsFor(keys, algorithms) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'user-1', iat: now, exp: now + 600 };
  return algorithms.map((alg) => ({ alg, key: keys.get(alg), claims }));
}

/** Signers from npm. `sign` returns the tokens in the order of the requests. */
export const SIGNERS = [
  {
    name: 'jose',
    algorithms: ALGORITHMS,
    sign: (requests) =>
      Promise.all(
        requests.map(async ({ alg, key, claims }) =>
          new SignJWT(claims)
            .setProtectedHeader({ alg, kid: key.kid })
            .sign(
              alg === 'HS256'
                ? Buffer.from(key.secret, 'base64url')
                : await importJWK(key.privateJwk, alg),
            ),
        ),
      ),
  },
  {
    name: 'jsonwebtoken',
    algorithms: ['RS256', 'PS256', 'ES256', 'HS256'],
    sign: async (requests) =>
      requests.map(({ alg, key, claims }) =>
        jsonwebtoken.sign(claims, key.pem ?? Buffer.from(key.secret, 'base64url'), {
          algorithm: alg,
          keyid: key.kid,
        }),
      ),
  },
  {
    name: 'fast-jwt',
    algorithms: ALGORITHMS,
    sign: async (requests) =>
      requests.map(({ alg, key, claims }) =>
        createSigner({
          key: key.pem ?? Buffer.from(key.secret, 'base64url'),
          algorithm: alg,
          kid: key.kid,
        })(claims),
      ),
  },
];

/** The signer of tools/interop, after its installation. */
export async function installedSigners() {
  const { sign } = await import('hono/jwt');
  return [
    {
      name: 'hono/jwt',
      algorithms: ALGORITHMS.filter((alg) => alg !== 'HS256'),
      sign: (requests) =>
        Promise.all(
          requests.map(({ alg, key, claims }) =>
            sign(claims, { ...key.privateJwk, alg, kid: key.kid }, alg),
          ),
        ),
    },
  ];
}

/** Creates our verifier of their tokens. */
function verifierOf(keys) {
  const jwks = { keys: [...keys.values()].flatMap(({ jwk }) => jwk ?? []) };
  const expected = { issuer: ISSUER, audience: AUDIENCE };
  const secret = Buffer.from(keys.get('HS256').secret, 'base64url');
  const byPublicKey = createVerifier({ ...expected, jwks });
  const bySecret = createVerifier({ ...expected, secret });
  return ({ alg, token }) => (alg === 'HS256' ? bySecret : byPublicKey).verify(token);
}

/** Tests our verifier with the tokens of each signer. */
export async function trySigners(ledger, signers) {
  const keys = foreignKeys();
  const verify = verifierOf(keys);
  for (const { name, algorithms, sign } of signers) {
    const requests = requestsFor(keys, algorithms);
    const signed = await sign(requests);
    const theirs = requests.map(({ alg, key }, index) => ({
      alg,
      key: { pem: key.publicPem },
      token: signed[index],
      typ: 'token',
      when: `of ${name}`,
    }));
    await tryWith(ledger, `@portcullis/core, of ${name}`, verify, theirs, tamperedCopies);
  }
}
