/** A verifier with tenants and a manual clock, and the lookups of its application. */
import { createSecretKey } from 'node:crypto';
import {
  createVerifier,
  type IssuerOptions,
  type ResolvedIssuer,
  type TokenVerifier,
} from '../../src/index.js';
import { trust } from './bench.js';
import { keyOf, type TestKey } from './keys.js';
import { ManualClock } from './manual-clock.js';
import { AUDIENCE, mint, NOW, type Members } from './tokens.js';
import { verdictOf, type Verdict } from './verdict.js';

export const key = keyOf('ES256');
export const attacker = keyOf('ES256', 'attacker');

export type Resolver = (iss: string) => ResolvedIssuer | Promise<ResolvedIssuer>;

export const issOf = (tenant: number | string) => `https://${tenant}.tenants.example`;
export const allowIssuer = (iss: string) => iss.endsWith('.tenants.example');

/** Options of a tenant with a static key. */
export const optionsOf = (issuer: string): IssuerOptions => ({
  issuer,
  audience: AUDIENCE,
  ...trust(key),
});

export const tokenOf = (iss: string, by: TestKey = key, claims: Members = {}) =>
  mint(by, { claims: { iss, ...claims } });

let tokens = 0;

/** A different token each time, valid for two days. */
export const freshToken = (tenant: number | string = 1, by: TestKey = key) =>
  tokenOf(issOf(tenant), by, { jti: `${tokens++}`, exp: NOW + 2 * 86_400 });

export const HMAC_SECRET = Buffer.from(keyOf('HS256').signingKey.export()).toString('hex');

/** A token of the first tenant, signed with a text secret. */
export const hmacToken = (secret: string) =>
  freshToken(1, { ...keyOf('HS256'), signingKey: createSecretKey(Buffer.from(secret)) });

export interface Started {
  readonly verifier: TokenVerifier;
  readonly time: ManualClock;
  /** The issuers that the application was asked for. */
  readonly asked: string[];
  verdict(token: string): Promise<Verdict>;
}

export function start(resolve: Resolver = optionsOf, more: object = {}): Started {
  const asked: string[] = [];
  const time = new ManualClock(NOW);
  const verifier = createVerifier({
    resolveIssuer: (iss: string) => {
      asked.push(iss);
      return resolve(iss);
    },
    allowIssuer,
    clock: time.now,
    ...more,
  });
  return { verifier, time, asked, verdict: (token) => verdictOf(() => verifier.verify(token)) };
}

/** Lets background lookups and fetches finish. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((turn) => setImmediate(turn));
}

/** An answer that a test gives later. */
export function later<T>(): { readonly promise: Promise<T>; readonly answer: (value: T) => void } {
  let answer!: (value: T) => void;
  const promise = new Promise<T>((resolve) => {
    answer = resolve;
  });
  return { promise, answer };
}

/** The current state of a promise. */
export function watched<T>(promise: Promise<T>): { readonly value: T | undefined } {
  const seen: { value: T | undefined } = { value: undefined };
  void promise.then((value) => (seen.value = value));
  return seen;
}

/** A JWK Set behind a `fetch`. */
export class FetchedKeys {
  count = 0;
  isDown = false;
  /** A promise that delays answers. */
  gate: Promise<unknown> | undefined;

  readonly fetch = async (): Promise<Response> => {
    this.count++;
    await this.gate;
    if (this.isDown) throw new TypeError('the JWKS is down');
    return new Response(JSON.stringify({ keys: [key.jwk] }));
  };

  /** Options of a tenant whose keys are fetched from this JWK Set. */
  readonly optionsOf = (issuer: string): IssuerOptions => ({
    issuer,
    audience: AUDIENCE,
    jwksUri: `${issuer}/jwks`,
    remote: { fetch: this.fetch },
  });
}
