import { parseHeader, type JoseHeader } from './header.js';

/**
 * Decoded headers by their exact text. An issuer's tokens share a few headers, so most need not be decoded
 * again. Bounded, and a header is kept only once a signature over it held: nobody else can fill it.
 */
export class HeaderMemory {
  readonly #entries = new Map<string, Entry>();
  readonly #kept = new Set<JoseHeader>();
  readonly #most: number;
  /** The one that was asked for last: to compare with it costs less than to look it up. */
  #last: Entry | undefined;

  constructor(most = 256) {
    this.#most = most;
  }

  /** Decodes a header, or remembers it. Throws as `parseHeader` does. */
  readonly decode = (segment: string): JoseHeader => {
    if (segment === this.#last?.segment) return this.#last.header;
    const entry = this.#entries.get(segment);
    if (entry === undefined) return parseHeader(segment);
    this.#last = entry;
    return entry.header;
  };

  /** Keeps the header of a verified token. */
  keep(segment: string, header: JoseHeader): void {
    if (this.#kept.has(header) || this.#entries.size >= this.#most) return;
    this.#kept.add(header);
    // A copy of its own: a part of a token would keep the whole token in memory.
    const copy = Buffer.from(segment, 'latin1').toString('latin1');
    this.#entries.set(copy, { segment: copy, header });
  }
}

interface Entry {
  readonly segment: string;
  readonly header: JoseHeader;
}
