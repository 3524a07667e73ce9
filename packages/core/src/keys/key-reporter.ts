/** Publishes the events of one issuer's keys. An event is made only where someone has subscribed. */
import { channel } from 'node:diagnostics_channel';
import type { VerificationKey } from '../jwk/verification-key.js';
import type { FetchFailedError } from './fetch-failure.js';
import type { KeyEvent, KeyEvents } from './key-events.js';
import type { PublishedKeys } from './published-keys.js';
import type { RefreshState } from './refresh-policy.js';

const CHANNELS = {
  'portcullis:jwks:fetched': channel('portcullis:jwks:fetched'),
  'portcullis:jwks:failed': channel('portcullis:jwks:failed'),
  'portcullis:jwks:stale': channel('portcullis:jwks:stale'),
  'portcullis:jwks:added': channel('portcullis:jwks:added'),
  'portcullis:jwks:removed': channel('portcullis:jwks:removed'),
  'portcullis:jwks:unknown-kid': channel('portcullis:jwks:unknown-kid'),
  'portcullis:jwks:flood': channel('portcullis:jwks:flood'),
} as const satisfies Readonly<Record<keyof KeyEvents, unknown>>;

/** What is known when something is published. */
export interface KeysAt {
  readonly now: number;
  readonly state: RefreshState;
}

/** Says what happens to the keys of one issuer. */
export class KeyReporter {
  readonly #issuer: string | undefined;
  readonly #source: { readonly url: URL };
  #saidStale = false;

  /** @param source what knows what was asked last */
  constructor(issuer: string | undefined, source: { readonly url: URL }) {
    this.#issuer = issuer;
    this.#source = source;
  }

  /** @param before the keys of the answer before, if there was one */
  fetched(keys: PublishedKeys, before: PublishedKeys | undefined, { now, state }: KeysAt): void {
    this.#saidStale = false;
    this.#publish('portcullis:jwks:fetched', () => ({
      keys: keys.count,
      skipped: keys.skipped.map(({ kid, reason }) => ({ kid: cutKeyId(kid), reason })),
      unchanged: keys === before,
      freshFor: (state.freshUntil - now) / 1000,
    }));
    if (before === undefined || keys === before) return;
    this.#changed('portcullis:jwks:added', keys.without(before));
    this.#changed('portcullis:jwks:removed', before.without(keys));
  }

  failed({ failure, status, address }: FetchFailedError, { now, state }: KeysAt): void {
    this.#saidStale = false;
    this.#publish('portcullis:jwks:failed', () => ({
      failure,
      status,
      address,
      failures: state.failures,
      retryAfter: Math.max(0, (state.retryAt - now) / 1000),
      usable: now < state.staleUntil,
    }));
  }

  /** Keys past their freshness were used. */
  stale({ now, state }: KeysAt): void {
    if (this.#saidStale) return;
    this.#saidStale = true;
    this.#publish('portcullis:jwks:stale', () => ({
      staleFor: (now - state.freshUntil) / 1000,
      usableFor: (state.staleUntil - now) / 1000,
    }));
  }

  unknownKid(kid: string | undefined): void {
    this.#publish('portcullis:jwks:unknown-kid', () => ({ kid }));
  }

  flood(waiting: number, kid: string | undefined): void {
    this.#publish('portcullis:jwks:flood', () => ({ waiting, kid }));
  }

  #changed(
    name: 'portcullis:jwks:added' | 'portcullis:jwks:removed',
    keys: readonly VerificationKey[],
  ): void {
    for (const { kid, alg } of keys) this.#publish(name, () => ({ kid: cutKeyId(kid), alg }));
  }

  #publish<Name extends keyof KeyEvents>(
    name: Name,
    make: () => Omit<KeyEvents[Name], keyof KeyEvent>,
  ): void {
    if (!CHANNELS[name].hasSubscribers) return;
    const { host } = this.#source.url;
    CHANNELS[name].publish(Object.freeze({ issuer: this.#issuer, host, ...make() }));
  }
}

const MOST_KID_BYTES = 256;

/** A key ID of a JWK Set for an event: one of a token is bounded already, this one is as long as its issuer likes. */
function cutKeyId(kid: string | undefined): string | undefined {
  if (kid === undefined || Buffer.byteLength(kid) <= MOST_KID_BYTES) return kid;
  // A character that the cut goes through would come out as U+FFFD.
  return Buffer.from(kid)
    .subarray(0, MOST_KID_BYTES)
    .toString()
    .replace(/\ufffd$/, '');
}
