/** Builds tokens by hand, good and malformed, over any bytes. */
import type { Algorithm } from '../../src/index.js';
import { signBytes, type TestKey } from './keys.js';

/** The time of every test, in seconds since the epoch. */
export const NOW = 1_800_000_000;
export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://api.example';

/** Valid claims. */
export const GOOD_CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'user-1',
  iat: NOW - 60,
  exp: NOW + 600,
};

/** Members to add or replace; an undefined member is left out. */
export type Members = Readonly<Record<string, unknown>>;

/** Base64url of text, of bytes, or of a value's JSON. */
export function segment(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('base64url');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url');
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

/** Signs any two segments. */
export function seal(
  key: TestKey,
  header: string,
  payload: string,
  alg: Algorithm = key.alg,
): string {
  const signingInput = `${header}.${payload}`;
  return `${signingInput}.${signBytes(key.signingKey, alg, signingInput).toString('base64url')}`;
}

export function goodHeader(key: TestKey, members: Members = {}): Members {
  return { alg: key.alg, kid: key.kid, typ: 'JWT', ...members };
}

/** A valid token, with changes of its header and claims. */
export function mint(
  key: TestKey,
  change: { readonly header?: Members; readonly claims?: Members } = {},
): string {
  return seal(
    key,
    segment(goodHeader(key, change.header)),
    segment({ ...GOOD_CLAIMS, ...change.claims }),
  );
}

/** A token whose header or payload is this text or these bytes, with a valid signature. */
export function mintRaw(
  key: TestKey,
  raw: { readonly header?: string | Buffer; readonly payload?: string | Buffer },
): string {
  return seal(
    key,
    segment(raw.header ?? JSON.stringify(goodHeader(key))),
    segment(raw.payload ?? JSON.stringify(GOOD_CLAIMS)),
  );
}

/** The text of a JSON object in which some members are given as raw JSON text. */
export function objectText(members: Members, raw: Readonly<Record<string, string>>): string {
  const rest = Object.entries(members).filter(
    ([name, value]) => value !== undefined && !Object.hasOwn(raw, name),
  );
  const texts = [
    ...rest.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
    ...Object.entries(raw).map(([name, text]) => `${JSON.stringify(name)}:${text}`),
  ];
  return `{${texts.join(',')}}`;
}

/** Good claims, some as raw JSON text: `1e400` is a number that no JavaScript value serializes to. */
export function claimsText(raw: Readonly<Record<string, string>>): string {
  return objectText(GOOD_CLAIMS, raw);
}

/** The three segments. */
export function split(token: string): [header: string, payload: string, signature: string] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
}

export function signatureOf(token: string): Buffer {
  return Buffer.from(split(token)[2], 'base64url');
}

export function withSignature(token: string, signature: Buffer): string {
  return `${token.slice(0, token.lastIndexOf('.'))}.${signature.toString('base64url')}`;
}

/** A token signed with the right key and another algorithm, which its header names. */
export function mintAs(key: TestKey, alg: Algorithm): string {
  return seal(key, segment(goodHeader(key, { alg })), segment(GOOD_CLAIMS), alg);
}
