/** A ring as one process sees it between two looks at the store. */
import { createHash } from 'node:crypto';
import { KeySet } from '@portcullis/core/jws';
import type { VerificationKey } from '@portcullis/core/jwk';
import type { SigningKey } from '../signing/signing-key.js';
import { publicJwks, type PublicJwks } from './jwks.js';
import type { StoredKey, StoredRing } from './key-store.js';
import { activeOf } from './ring-plan.js';

/** Immutable: a change makes another. */
export class RingSnapshot {
  readonly ring: StoredRing;
  /** The key that signs; undefined while none may. */
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

  /** The key of this ID at rest. */
  key(kid: string): StoredKey | undefined {
    return this.ring.keys.find((key) => key.kid === kid);
  }

  without(kid: string): RingSnapshot {
    const keys = this.ring.keys.filter((key) => key.kid !== kid);
    return new RingSnapshot({ ...this.ring, keys }, this.#keys);
  }
}
