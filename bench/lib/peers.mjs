/** Other JWT libraries, each set up for the same checks as its documentation says. */
import { createVerifier as fastJwt } from 'fast-jwt';
import { importJWK, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { JwtVerifier } from 'aws-jwt-verify';
import { AUDIENCE, ISSUER, publicJwk } from './tokens.mjs';

/** Verifiers of one token, one for each library that supports its algorithm. */
export async function peersFor(key, token) {
  const { alg } = key;
  const peers = { jose: await jose(key, token), 'fast-jwt': fast(key, token) };
  if (alg !== 'EdDSA') Object.assign(peers, jsonwebtokens(key, token));
  if (alg === 'RS256' || alg === 'ES256' || alg === 'EdDSA')
    peers['aws-jwt-verify'] = aws(key, token);
  return peers;
}

function jsonwebtokens(key, token) {
  const options = { algorithms: [key.alg], issuer: ISSUER, audience: AUDIENCE };
  // passport-jwt passes the configured text, which is parsed again for each token.
  const text = key.secret
    ? key.secret.toString('base64url')
    : key.publicKey.export({ type: 'spki', format: 'pem' });
  const keyObject = key.secretKey ?? key.publicKey;
  const peers = {
    'jsonwebtoken (KeyObject)': () => jsonwebtoken.verify(token, keyObject, options),
  };
  const name = key.secret ? 'jsonwebtoken (secret)' : 'jsonwebtoken (PEM)';
  const input = key.secret ?? text;
  peers[name] = () => jsonwebtoken.verify(token, input, options);
  return peers;
}

async function jose(key, token) {
  const imported = key.secret ?? (await importJWK(publicJwk(key), key.alg));
  const options = { algorithms: [key.alg], issuer: ISSUER, audience: AUDIENCE };
  return () => jwtVerify(token, imported, options);
}

/** @param cache enables fast-jwt's own cache */
export function fast(key, token, cache = false) {
  const material = key.secret ?? key.publicKey.export({ type: 'spki', format: 'pem' });
  const verify = fastJwt({
    key: material,
    algorithms: [key.alg],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    cache: cache ? 5000 : false,
  });
  return typeof token === 'function' ? () => verify(token()) : () => verify(token);
}

function aws(key, token) {
  const verifier = JwtVerifier.create({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUri: `${ISSUER}/jwks`,
  });
  verifier.cacheJwks({ keys: [publicJwk(key)] });
  return () => verifier.verifySync(token);
}
