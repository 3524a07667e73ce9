/** Creates keys and tokens for the benchmarks at the start of each run. */
import { createHmac, createSecretKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export const ISSUER = 'https://issuer.example.com';
export const AUDIENCE = 'urn:example:api';
export const KID = randomBytes(16).toString('hex');

const PSS = { padding: 6, saltLength: 32 };
const KEYS = {
  HS256: () => ({ secret: randomBytes(32) }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

/** A key pair, or a secret as bytes and as KeyObject, with a signer of compact JWS. */
export function makeKey(alg, kid = KID) {
  const made = KEYS[alg]();
  const secretKey = made.secret && createSecretKey(made.secret);
  const usual = encode({ alg, typ: 'at+jwt', kid });
  const signRaw = (input) => {
    const data = Buffer.from(input);
    if (alg === 'HS256') return createHmac('sha256', secretKey).update(data).digest();
    if (alg === 'RS256') return sign('sha256', data, made.privateKey);
    if (alg === 'PS256') return sign('sha256', data, { key: made.privateKey, ...PSS });
    if (alg === 'ES256')
      return sign('sha256', data, { key: made.privateKey, dsaEncoding: 'ieee-p1363' });
    return sign(null, data, made.privateKey);
  };
  const token = (claims = {}, header) => {
    const input = `${header ? encode(header) : usual}.${encode({ ...standardClaims(), ...claims })}`;
    return `${input}.${signRaw(input).toString('base64url')}`;
  };
  return { alg, kid, ...made, secretKey, token };
}

/** The public JWK of a key pair. */
export function publicJwk({ publicKey, alg, kid }) {
  return { ...publicKey.export({ format: 'jwk' }), alg, kid, use: 'sig' };
}

function standardClaims() {
  const iat = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'c0ffee00-1234-4321-8765-0123456789ab',
    role: 'admin',
    iat,
    exp: iat + 3600,
    jti: randomBytes(16).toString('hex'),
  };
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
