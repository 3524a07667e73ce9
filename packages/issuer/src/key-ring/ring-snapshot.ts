/** A ring as one process loaded it, with its keys opened. */
import { createHash } from 'node:crypto';
import { KeySet } from '@portcullis/core/jws';
import type { VerificationKey } from '@portcullis/core/jwk';
import type { SigningKey } from '../signing/signing-key.js';
import { publicJwks, type PublicJwks } from './jwks.js';
import type { StoredKey, StoredRing } from './key-store.js';
import { activeOf } from './ring-plan.js';

/** An immutable snapshot of a ring. */
export class RingSnapshot {
  readonly ring: StoredRing;
  /** The active key; undefined while no key may sign. */
  readonly active: SigningKey | undefined;
  readonly verification: KeySet<VerificationKey>;
  readonly jwks: PublicJwks;
  /** A strong validator of `jwks` (RFC 9110 §8.8.3). */
  readonly etag: string;
  readonly #keys: ReadonlyMap<string, SigningKey>;

  constructor(ring: StoredRing, keys: ReadonlyMap<string, SigningKey>) {
    this.ring = ring;
    this.#keys = keys;
    const active = activeOf(ring);
    this.active = active && keys.get(active.kid);
    const ordered = [...ring.keys]
      .toSorted((a, b) => Number(b === active) - Number(a === active))
      .flatMap(({ kid }) => keys.get(kid) ?? []);
    this.verification = new KeySet(ordered.map((key) => key.verificationKey));
    this.jwks = publicJwks(ordered);
    const digest = createHash('sha256').update(JSON.stringify(this.jwks)).digest('base64url');
    this.etag = `"${digest}"`;
  }

  /** Returns the stored key with this ID. */
  key(kid: string): StoredKey | undefined {
    return this.ring.keys.find((key) => key.kid === kid);
  }

  /** Returns a snapshot without this key. */
  without(kid: string): RingSnapshot {
    const keys = this.ring.keys.filter((key) => key.kid !== kid);
    return new RingSnapshot({ ...this.ring, keys }, this.#keys);
  }
}
