/** Verifiers from npm for our tokens, each with its algorithms and token types. */
import { createSecretKey } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import { createVerifier as fastVerifier } from 'fast-jwt';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { createVerifier } from '@portcullis/core';
import { ALGORITHMS, AUDIENCE, ISSUER } from './material.mjs';

const PUBLIC_KEY_ALGORITHMS = ALGORITHMS.filter((alg) => alg !== 'HS256');
const expected = { issuer: ISSUER, audience: AUDIENCE };
const secretOf = ({ secret }) => Buffer.from(secret, 'base64url');

/** Libraries that the repository installs anyway. */
export const VERIFIERS = [
  {
    name: '@portcullis/core',
    algorithms: ALGORITHMS,
    verify: ({ alg, token, key, jwks }) => ours(alg, key, jwks).verify(token),
  },
  {
    name: "@portcullis/core, profile 'rfc9068'",
    algorithms: ALGORITHMS,
    types: ['at+jwt'],
    verify: ({ alg, token, key, jwks }) =>
      ours(alg, key, jwks, { profile: 'rfc9068' }).verify(token),
  },
  {
    name: 'jose',
    algorithms: ALGORITHMS,
    verify: ({ alg, token, key, jwks }) =>
      jwtVerify(token, alg === 'HS256' ? secretOf(key) : createLocalJWKSet(jwks), {
        ...expected,
        algorithms: [alg],
      }),
  },
  {
    name: "jose, typ 'at+jwt'",
    algorithms: PUBLIC_KEY_ALGORITHMS,
    types: ['at+jwt'],
    verify: ({ alg, token, jwks }) =>
      jwtVerify(token, createLocalJWKSet(jwks), { ...expected, algorithms: [alg], typ: 'at+jwt' }),
  },
  {
    name: 'jsonwebtoken',
    algorithms: ['RS256', 'PS256', 'ES256', 'HS256'],
    verify: ({ alg, token, key }) =>
      jsonwebtoken.verify(token, alg === 'HS256' ? createSecretKey(secretOf(key)) : key.pem, {
        ...expected,
        algorithms: [alg],
      }),
  },
  {
    name: 'fast-jwt',
    algorithms: ALGORITHMS,
    verify: ({ alg, token, key }) =>
      fastVerifier({
        key: alg === 'HS256' ? secretOf(key) : key.pem,
        algorithms: [alg],
        allowedIss: ISSUER,
        allowedAud: AUDIENCE,
      })(token),
  },
  {
    name: 'aws-jwt-verify',
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    verify: ({ token, jwks }) => {
      const verifier = JwtVerifier.create({ ...expected, jwksUri: `${ISSUER}/jwks.json` });
      verifier.cacheJwks({ keys: [...jwks.keys] });
      return verifier.verifySync(token);
    },
  },
];

function ours(alg, key, jwks, more = {}) {
  const keys = alg === 'HS256' ? { secret: secretOf(key) } : { jwks };
  return createVerifier({ ...expected, ...keys, algorithms: [alg], ...more });
}

/** Returns the tokens with an algorithm and type that a verifier supports. */
export function fitting({ algorithms, types }, tokens) {
  return tokens.filter(
    ({ alg, typ }) => algorithms.includes(alg) && (types?.includes(typ) ?? true),
  );
}

/** Libraries of tools/interop, after their installation. */
export async function installedVerifiers() {
  const { verify, verifyWithJwks } = await import('hono/jwt');
  const claims = { iss: ISSUER, aud: AUDIENCE };
  const keyOf = (alg, { jwk, secret }) => jwk ?? { kty: 'oct', k: secret, alg };
  return [
    {
      name: 'hono/jwt',
      algorithms: ALGORITHMS,
      types: ['JWT'], // accepts at+jwt only if configured
      verify: ({ alg, token, key }) => verify(token, keyOf(alg, key), { alg, ...claims }),
    },
    {
      name: "hono/jwt, typ 'at+jwt'",
      algorithms: PUBLIC_KEY_ALGORITHMS,
      types: ['at+jwt'],
      verify: ({ alg, token, key }) =>
        verify(token, keyOf(alg, key), { alg, ...claims, typ: 'at+jwt' }),
    },
    {
      name: 'hono/jwt, JWKS',
      algorithms: PUBLIC_KEY_ALGORITHMS,
      types: ['JWT'],
      verify: ({ alg, token, jwks }) =>
        verifyWithJwks(token, {
          keys: [...jwks.keys],
          allowedAlgorithms: [alg],
          verification: claims,
        }),
    },
  ];
}
