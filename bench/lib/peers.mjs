/** The libraries a user would pick instead, each set up as its documentation says for the same checks. */
import { createVerifier as fastJwt } from 'fast-jwt';
import { importJWK, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { JwtVerifier } from 'aws-jwt-verify';
import { AUDIENCE, ISSUER, publicJwk } from './tokens.mjs';

/** Verifiers of one token by each peer that knows its algorithm. */
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
  // passport-jwt hands over what it was configured with: text, parsed again for each token.
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

/** @param cache whether fast-jwt may answer from its own cache */
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
