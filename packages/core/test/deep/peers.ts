/**
 * The other libraries that verify every generated token, each configured for the same issuer, keys and clock.
 */
import {
  createVerifier as createFastJwtVerifier,
  type Algorithm as FastJwtAlgorithm,
} from 'fast-jwt';
import { createLocalJWKSet, jwtVerify, type JWK, type JWTVerifyGetKey } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { HMAC, keyOf, type KeyKind, type TestKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, NOW } from '../support/tokens.js';

export type PeerName = 'jose' | 'jsonwebtoken' | 'fast-jwt';

/** A peer set up for one key. */
export interface Peer {
  readonly name: PeerName;
  /** The claims of an accepted token; undefined when it is rejected. */
  verify(token: string): Promise<unknown>;
}

const TOLERANCE = 5;
const REQUIRED = ['exp', 'iss', 'aud', 'sub'];

/**
 * Algorithms that a peer does not implement. It is not asked about them, because its rejection would mean
 * nothing.
 */
export const PEER_CANNOT: Readonly<Record<PeerName, Readonly<Partial<Record<KeyKind, string>>>>> = {
  jose: {
    'EdDSA on Ed448': 'EdDSA is Ed25519 alone since version 6: WebCrypto has no Ed448',
    Ed448: 'not among its algorithms: WebCrypto has no Ed448',
  },
  jsonwebtoken: {
    EdDSA: 'no EdDSA at all',
    'EdDSA on Ed448': 'no EdDSA at all',
    Ed25519: 'no EdDSA at all',
    Ed448: 'no EdDSA at all',
    'ML-DSA-44': 'no ML-DSA',
    'ML-DSA-65': 'no ML-DSA',
    'ML-DSA-87': 'no ML-DSA',
  },
  'fast-jwt': {
    Ed25519: 'knows these keys as EdDSA only, not by the names of RFC 9864',
    Ed448: 'knows these keys as EdDSA only, not by the names of RFC 9864',
    'ML-DSA-44': 'no ML-DSA',
    'ML-DSA-65': 'no ML-DSA',
    'ML-DSA-87': 'no ML-DSA',
  },
};

const MAKERS: Readonly<Record<PeerName, (key: TestKey) => Peer['verify']>> = {
  jose: joseFor,
  jsonwebtoken: jsonwebtokenFor,
  'fast-jwt': fastJwtFor,
};

export const PEER_NAMES = Object.keys(MAKERS) as readonly PeerName[];

/** The peers that support an algorithm; each trusts the issuer's key. */
export function peersFor(kind: KeyKind): readonly Peer[] {
  const key = keyOf(kind);
  return PEER_NAMES.filter((name) => PEER_CANNOT[name][kind] === undefined).map((name) => {
    const verify = MAKERS[name](key);
    return { name, verify: (token) => verify(token).catch(() => undefined) };
  });
}

function joseFor(key: TestKey): Peer['verify'] {
  const secret = HMAC.includes(key.alg) ? key.signingKey : undefined;
  const find: JWTVerifyGetKey = secret
    ? ({ kid }) => secretOf(kid, key)
    : createLocalJWKSet({ keys: [key.jwk as JWK] });
  const options = {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: [key.alg],
    currentDate: new Date(NOW * 1000),
    clockTolerance: TOLERANCE,
    requiredClaims: REQUIRED,
  };
  return async (token) => (await jwtVerify(token, find, options)).payload;
}

function jsonwebtokenFor(key: TestKey): Peer['verify'] {
  const options = {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: [key.alg as jsonwebtoken.Algorithm],
    clockTimestamp: NOW,
    clockTolerance: TOLERANCE,
  };
  return (token) =>
    new Promise((resolve, reject) => {
      jsonwebtoken.verify(
        token,
        ({ kid }, found) => {
          if (isKid(kid, key)) found(null, key.publicKey ?? key.signingKey);
          else found(new Error('no such key'));
        },
        options,
        (error, claims) => (error ? reject(error) : resolve(claims)),
      );
    });
}

function fastJwtFor(key: TestKey): Peer['verify'] {
  const material = key.publicKey
    ? String(key.publicKey.export({ type: 'spki', format: 'pem' }))
    : key.signingKey.export();
  return createFastJwtVerifier({
    key: ({ header }: { header: { kid?: unknown } }) =>
      isKid(header.kid, key)
        ? Promise.resolve(material as string)
        : Promise.reject(new Error('no such key')),
    algorithms: [key.alg as FastJwtAlgorithm],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    clockTimestamp: NOW * 1000,
    clockTolerance: TOLERANCE * 1000,
    requiredClaims: REQUIRED,
  });
}

/** Picks like a JWKS client: by exact key ID, or the only key for a token without one. */
function isKid(kid: unknown, key: TestKey): boolean {
  return kid === undefined || kid === key.kid;
}

async function secretOf(kid: unknown, key: TestKey) {
  if (!isKid(kid, key)) throw new Error('no such key');
  return key.signingKey;
}
