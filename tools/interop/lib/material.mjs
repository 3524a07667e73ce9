/** Our tokens: every algorithm, both types, before and after a key rotation; and tampered copies of each. */
import { createHmac, createPublicKey } from 'node:crypto';
import { KeyRing, MemoryKeyStore, TokenSigner } from '@portcullis/issuer';

export const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'];
export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://api.example';

const HOUR_MS = 3_600_000;

/**
 * Creates one key ring for each algorithm.
 *
 * @returns for each algorithm its tokens, `{ alg, typ, when, token, key }`; a `key` has `jwk`, `kid` and `pem`, or
 *   `secret`
 */
export async function ourTokens(algorithms = ALGORITHMS) {
  const tokens = await Promise.all(algorithms.map(tokensOf));
  return tokens.flat();
}

async function tokensOf(alg) {
  const time = { now: Date.now() - HOUR_MS };
  const clock = () => time.now;
  const keyRing = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: alg, clock });
  const signers = [undefined, 'web'].map((clientId) => {
    const settings = { issuer: ISSUER, audience: AUDIENCE, keyRing, expiresIn: '2h', clock };
    return new TokenSigner(clientId === undefined ? settings : { ...settings, clientId });
  });
  const tokens = [];
  const sign = async (when) => {
    const key = keyOf(keyRing.active);
    for (const signer of signers) {
      const { token } = await signer.sign({ subject: 'user-1', claims: { scope: 'read' } });
      tokens.push({ alg, typ: typOf(token), when, token, key });
    }
  };
  await sign('before a rotation');
  time.now += HOUR_MS;
  await keyRing.rotate();
  await sign('after a rotation');
  const jwks = keyRing.jwks();
  await keyRing.close();
  if (tokens[0].key.kid === tokens[2].key.kid) throw new Error(`the keys of ${alg} did not rotate`);
  return tokens.map((token) => ({ ...token, jwks }));
}

function keyOf(signingKey) {
  const { kid, alg } = signingKey;
  if (alg === 'HS256') return { kid, secret: signingKey.exportPrivateJwk().k };
  const jwk = { ...signingKey.publicJwk };
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return { kid, jwk, pem };
}

function typOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString()).typ;
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

/**
 * Returns copies that every verifier must reject: with changed claims, with a changed signature, with `alg: none`,
 * and for public keys with an HMAC that uses the public key as its secret.
 */
export function tamperedCopies({ token, key: { pem } }) {
  const [header, payload, signature] = token.split('.');
  const raised = encode({ ...decode(payload), sub: 'admin' });
  const bytes = Buffer.from(signature, 'base64url');
  bytes[bytes.length >> 1] ^= 1;
  const copies = [
    `${header}.${raised}.${signature}`,
    `${header}.${payload}.${bytes.toString('base64url')}`,
    `${encode({ ...decode(header), alg: 'none' })}.${payload}.`,
  ];
  if (pem === undefined) return copies;
  const input = `${encode({ ...decode(header), alg: 'HS256' })}.${payload}`;
  return [...copies, `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`];
}
