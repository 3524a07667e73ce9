import type { SigningKey } from './signing-key.js';

const MAX_TYPES_PER_KEY = 16;

/** Caches encoded JOSE headers (RFC 7515 §4) by key and type. Holds keys weakly. */
export class HeaderCache {
  readonly #byKey = new WeakMap<SigningKey, Map<string, string>>();

  /** Returns the header in base64url. */
  encoded(key: SigningKey, typ: string): string {
    const byType = this.#byKey.get(key) ?? new Map<string, string>();
    this.#byKey.set(key, byType);
    let header = byType.get(typ);
    if (header === undefined) {
      const json = JSON.stringify({ alg: key.alg, typ, kid: key.kid });
      header = Buffer.from(json).toString('base64url');
      if (byType.size < MAX_TYPES_PER_KEY) byType.set(typ, header);
    }
    return header;
  }
}
