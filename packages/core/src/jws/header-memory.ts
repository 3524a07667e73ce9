import { parseHeader, type JoseHeader } from './header.js';

/**
 * Decoded headers by their exact text. An issuer's tokens share a few headers, so most need not be decoded
 * again. Bounded, and a header is kept only once a signature over it held: nobody else can fill it.
 */
export class HeaderMemory {
  readonly #headers = new Map<string, JoseHeader>();
  readonly #kept = new Set<JoseHeader>();
  readonly #most: number;

  constructor(most = 256) {
    this.#most = most;
  }

  /** Decodes a header, or remembers it. Throws as `parseHeader` does. */
  readonly decode = (segment: string): JoseHeader =>
    this.#headers.get(segment) ?? parseHeader(segment);

  /** Keeps the header of a verified token. */
  keep(segment: string, header: JoseHeader): void {
    if (this.#kept.has(header) || this.#headers.size >= this.#most) return;
    this.#kept.add(header);
    // A copy of its own: a part of a token would keep the whole token in memory.
    this.#headers.set(Buffer.from(segment, 'latin1').toString('latin1'), header);
  }
}
