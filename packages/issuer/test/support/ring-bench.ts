/** Rings of several processes on one remote store, with a manual clock. */
import { randomBytes } from 'node:crypto';
import { KeyRing, type KeyRingOptions } from '@portcullis/issuer';
import { RemoteStore } from './remote-store.js';
import { Time } from './time.js';

export const KEK = randomBytes(32);
/** From publication until a key may sign: `jwksMaxAge`, 30 s propagation time, 30 s between clocks. */
export const WAIT_MS = 660_000;

export class RingBench {
  readonly time = new Time();
  readonly store = new RemoteStore();
  readonly #rings: KeyRing[] = [];

  async open(options: Partial<KeyRingOptions> = {}): Promise<KeyRing> {
    const { clock, after } = this.time;
    const ring = await KeyRing.open({
      store: this.store,
      algorithm: 'EdDSA',
      keyEncryptionKeys: { a: KEK },
      clock,
      scheduler: after,
      ...options,
    });
    this.#rings.push(ring);
    return ring;
  }

  /** Advances the time, and lets a ring read the store. */
  async live(ring: KeyRing, milliseconds: number): Promise<void> {
    this.time.now += milliseconds;
    await ring.refresh();
  }

  async close(): Promise<void> {
    await Promise.all(this.#rings.splice(0).map((ring) => ring.close()));
  }
}

export const kidsOf = (ring: KeyRing): readonly string[] => ring.jwks().keys.map(({ kid }) => kid);

/** Whether this process accepts tokens of a key. */
export const verifies = (ring: KeyRing, kid: string): boolean =>
  ring.keySource.find({ alg: 'EdDSA', kid } as never) !== undefined;
