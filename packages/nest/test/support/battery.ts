/** Requests with what must become of them, as data: every door of an application is held to the same list. */
import { randomBytes } from 'node:crypto';
import type { ErrorCode } from '@portcullis/core';
import type { JwtAuthModuleOptions } from '@portcullis/nest';
import type { HeaderLine } from './http-client.js';
import { rsaKeyPair, secretKey } from './keys.js';
import { AUDIENCE, goodClaims, ISSUER, mint, segment, signature, tampered } from './tokens.js';

/** One request, and what must become of it. */
export interface BatteryCase {
  readonly name: string;
  readonly headers: readonly HeaderLine[];
  readonly status: 200 | 400 | 401;
  /** The code that the log must name; undefined where nothing is refused, or nothing was presented. */
  readonly code?: ErrorCode;
}

const INTERNAL = 'https://internal.example';

const rsa = rsaKeyPair('rsa-1');
const attacker = rsaKeyPair('rsa-1');
const hmac = secretKey('hmac-1');

/** Trusts an issuer with an RSA key and one with a secret, each under key IDs. */
export const batteryOptions: JwtAuthModuleOptions = {
  issuers: [
    { issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [rsa.publicJwk] } },
    { issuer: INTERNAL, audience: AUDIENCE, secrets: { 'hmac-1': hmac.key } },
  ],
};

const now = Math.floor(Date.now() / 1000);
const good = mint(rsa, { role: 'viewer' });
const goodHmac = mint(hmac, { iss: INTERNAL });
const [header = '', payload = '', signed = ''] = good.split('.');

/** Tokens that hold; each negative below differs from one of them in the attacked part alone. */
const accepted: Readonly<Record<string, string>> = {
  'a good RS256 token': good,
  'a good HS256 token of the other issuer': goodHmac,
  'a token of type at+jwt': mint(rsa, {}, { typ: 'at+jwt' }),
  'a token for several audiences, ours among them': mint(rsa, { aud: ['other', AUDIENCE] }),
};

const refused: readonly (readonly [name: string, token: string, code: ErrorCode])[] = [
  ['an expired token', mint(rsa, { iat: now - 120, exp: now - 60 }), 'ERR_TOKEN_EXPIRED'],
  ['a token that is not valid yet', mint(rsa, { nbf: now + 300 }), 'ERR_TOKEN_NOT_YET_VALID'],
  ['a tampered payload', tampered(good, { role: 'admin' }), 'ERR_SIGNATURE_INVALID'],
  ['alg none, unsigned', `${segment({ alg: 'none' })}.${payload}.`, 'ERR_ALGORITHM_NOT_ALLOWED'],
  [
    'alg none with the signature of RS256',
    `${segment({ alg: 'none', kid: 'rsa-1' })}.${payload}.${signed}`,
    'ERR_ALGORITHM_NOT_ALLOWED',
  ],
  ['HS256 signed with the public key', signedWithPublicKey(), 'ERR_ALGORITHM_NOT_ALLOWED'],
  ["a forged signature under the issuer's kid", mint(attacker), 'ERR_SIGNATURE_INVALID'],
  ["the other issuer's key", mint(hmac), 'ERR_ALGORITHM_NOT_ALLOWED'],
  ['a wrong audience', mint(rsa, { aud: 'https://other.example' }), 'ERR_AUDIENCE_MISMATCH'],
  ['a wrong issuer', mint(rsa, { iss: 'https://evil.example' }), 'ERR_ISSUER_UNKNOWN'],
  ['an issuer with a slash more', mint(rsa, { iss: `${ISSUER}/` }), 'ERR_ISSUER_UNKNOWN'],
  ['an unknown kid', mint(rsa, {}, { kid: 'rsa-2' }), 'ERR_KEY_NOT_FOUND'],
  ['a kid of an inherited name', mint(rsa, {}, { kid: '__proto__' }), 'ERR_KEY_NOT_FOUND'],
  ['no exp', mint(rsa, { exp: undefined }), 'ERR_CLAIM_MISSING'],
  ['no sub', mint(rsa, { sub: undefined }), 'ERR_CLAIM_MISSING'],
  ['an exp that is text', mint(rsa, { exp: String(now + 600) }), 'ERR_CLAIM_INVALID'],
  ['an ID token by its typ', mint(rsa, {}, { typ: 'id_token' }), 'ERR_TOKEN_TYPE'],
  ['an ID token by its nonce', mint(rsa, { nonce: 'n-1' }), 'ERR_TOKEN_TYPE'],
  ['a refresh token', mint(rsa, { token_use: 'refresh' }), 'ERR_TOKEN_TYPE'],
  ['a token bound to a key', mint(rsa, { cnf: { jkt: 'x' } }), 'ERR_TOKEN_BOUND'],
  ['a crit header', mint(rsa, {}, { crit: ['exp'] }), 'ERR_CRITICAL_HEADER'],
  ['two parts', `${header}.${payload}`, 'ERR_TOKEN_MALFORMED'],
  ['five parts', `${good}.a.b`, 'ERR_TOKEN_MALFORMED'],
  ['an empty signature', `${header}.${payload}.`, 'ERR_TOKEN_MALFORMED'],
  ['a truncated signature', truncated(), 'ERR_SIGNATURE_INVALID'],
  ['garbage', randomBytes(24).toString('base64url'), 'ERR_TOKEN_MALFORMED'],
  ['a payload that is an array', sealed([goodClaims()]), 'ERR_TOKEN_MALFORMED'],
  ['a token over 8 KiB', mint(rsa, { filler: 'x'.repeat(8000) }), 'ERR_TOKEN_TOO_LARGE'],
];

const malformedHeaders: Readonly<Record<string, readonly HeaderLine[]>> = {
  'two Authorization headers': [bearer(good), bearer(good)],
  'two Authorization headers, the second bad': [bearer(good), bearer('x.y.z')],
  'two tokens in one header': [['Authorization', `Bearer ${good}, Bearer ${good}`]],
  'a scheme and no token': [['Authorization', 'Bearer']],
  'a scheme and spaces': [['Authorization', 'Bearer   ']],
  'a tab before the token': [['Authorization', `Bearer\t${good}`]],
  'an empty Authorization header': [['Authorization', '']],
  'a comma after the token': [['Authorization', `Bearer ${good},`]],
  'a token in quotes': [['Authorization', `Bearer "${good}"`]],
};

const anonymous: Readonly<Record<string, readonly HeaderLine[]>> = {
  'no token': [],
  'another scheme': [['Authorization', 'Basic dXNlcjpwYXNz']],
  'a token without a scheme': [['Authorization', good]],
};

/** The whole list. */
export const battery: readonly BatteryCase[] = [
  ...Object.entries(accepted).map(([name, token]) => ({
    name,
    headers: [bearer(token)],
    status: 200 as const,
  })),
  { name: 'a lower-case scheme', headers: [['authorization', `bearer ${good}`]], status: 200 },
  ...refused.map(([name, token, code]) => ({
    name,
    headers: [bearer(token)],
    status: 401 as const,
    code,
  })),
  ...Object.entries(malformedHeaders).map(([name, headers]) => ({
    name,
    headers,
    status: 400 as const,
    code: 'ERR_REQUEST_MALFORMED' as const,
  })),
  ...Object.entries(anonymous).map(([name, headers]) => ({ name, headers, status: 401 as const })),
];

/** Every token, and every part of one, that the list sends: none of them may ever be repeated. */
export function secretsOf({ headers }: BatteryCase): readonly string[] {
  return headers
    .flatMap(([, value]) => value.split(/[^A-Za-z0-9_.-]+/))
    .flatMap((token) => [token, ...token.split('.')])
    .filter((text) => text.length >= 20);
}

function bearer(token: string): HeaderLine {
  return ['Authorization', `Bearer ${token}`];
}

/** The classical confusion: the public key, which everybody has, as the secret of an HMAC. */
function signedWithPublicKey(): string {
  return mint({ alg: 'HS256', kid: 'rsa-1', key: Buffer.from(rsa.publicPem) }, { role: 'viewer' });
}

function truncated(): string {
  const bytes = Buffer.from(signed, 'base64url').subarray(0, -1);
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

function sealed(value: unknown): string {
  const input = `${header}.${segment(value)}`;
  return `${input}.${signature(rsa, input)}`;
}
