import type { SigningKey } from './signing-key.js';

const MOST_TYPES_PER_KEY = 16;

/** JOSE headers (RFC 7515 §4) by key and type, encoded once. Forgets a key when nothing else holds it. */
export class HeaderCache {
  readonly #byKey = new WeakMap<SigningKey, Map<string, string>>();

  /** The header's base64url. */
  encoded(key: SigningKey, typ: string): string {
    const byType = this.#byKey.get(key) ?? new Map<string, string>();
    this.#byKey.set(key, byType);
    let header = byType.get(typ);
    if (header === undefined) {
      const json = JSON.stringify({ alg: key.alg, typ, kid: key.kid });
      header = Buffer.from(json).toString('base64url');
      if (byType.size < MOST_TYPES_PER_KEY) byType.set(typ, header);
    }
    return header;
  }
}
