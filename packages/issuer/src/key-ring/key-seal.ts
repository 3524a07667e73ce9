/**
 * Private keys at rest are sealed with a key-encryption key (KEK) that the store never sees: AES-256-GCM (NIST SP
 * 800-38D), a random nonce for each seal, and the key ID bound to it, so that no sealed key passes for another.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';

/** Key-encryption keys by ID, 32 random bytes each. The first one seals; all of them open. */
export type KeyEncryptionKeys = Readonly<Record<string, Uint8Array>>;

const OPTION = 'PORTCULLIS_KEK';
const RIGHT =
  "one or more of <id>:<base64 of 32 random bytes>, separated by commas, the current one first, such as '2026-11:…'";
const KEK_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Not a number alone: an object would put it before all others, whichever is the current one. */
const ID = /^(?!\d+$)[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/**
 * Reads key-encryption keys from text, as of an environment variable.
 *
 * @param text `<id>:<base64>`, several separated by commas: the first seals from now on, the others still open
 * @throws ConfigurationError whose message holds none of it but the IDs
 */
export function parseKeyEncryptionKeys(text: string): KeyEncryptionKeys {
  const entries = text.split(',').map((part, index) => {
    const [id = '', key = '', ...more] = part.trim().split(':');
    if (!ID.test(id)) throw wrong(`an ID in place ${index + 1} that is none`);
    const bytes = Buffer.from(key, 'base64');
    if (more.length > 0 || !BASE64.test(key) || bytes.length !== KEK_BYTES) {
      throw wrong(`a key for the ID ${id} that is not of ${KEK_BYTES} bytes`);
    }
    assertRandom(id, bytes);
    return [id, bytes] as const;
  });
  const keys = Object.fromEntries(entries);
  if (Object.keys(keys).length !== entries.length) throw wrong('two keys of one ID');
  return keys;
}

/** Seals private keys, and opens what it or another process has sealed. Opaque: it prints as nothing. */
export class KeySeal {
  readonly #keks: ReadonlyMap<string, Buffer>;
  readonly #currentId: string;

  /** @throws ConfigurationError where there is no key, or one that is not of 32 bytes */
  constructor(keys: KeyEncryptionKeys) {
    const entries = Object.entries(keys).map(([id, key]) => [id, Buffer.from(key)] as const);
    const [first] = entries;
    if (first === undefined) throw wrong('no key');
    for (const [id, key] of entries) {
      if (!ID.test(id)) throw wrong('an ID that is none');
      if (key.length !== KEK_BYTES) throw wrong(`a key for the ID ${id} of ${key.length} bytes`);
      assertRandom(id, key);
    }
    [this.#currentId] = first;
    this.#keks = new Map(entries);
  }

  /**
   * Seals a text.
   *
   * @param boundTo what it belongs to; only with the same text does it open again
   * @returns `v1.<KEK ID>.<base64url of nonce, ciphertext and tag>`
   */
  seal(text: string, boundTo: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#kek(this.#currentId), nonce);
    cipher.setAAD(associatedData(this.#currentId, boundTo));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final()]);
    const whole = Buffer.concat([sealed, cipher.getAuthTag()]);
    return `v1.${this.#currentId}.${whole.toString('base64url')}`;
  }

  /**
   * Opens what was sealed.
   *
   * @throws ConfigurationError when its KEK is not among these, or it does not open: it was sealed with another key
   *   of that ID, belongs to something else, or was changed
   */
  open(sealed: string, boundTo: string): string {
    const [version, id = '', body = '', ...more] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version !== 'v1' || more.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw wrong(`a stored key (${boundTo}) that was not sealed`);
    }
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#kek(id),
      bytes.subarray(0, NONCE_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(associatedData(id, boundTo));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch (cause) {
      throw wrong(`a key for the ID ${id} that does not open the stored key ${boundTo}`, cause);
    }
  }

  /** Whether something is sealed with the current KEK, and need not be sealed anew. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`v1.${this.#currentId}.`);
  }

  #kek(id: string): Buffer {
    const kek = this.#keks.get(id);
    if (kek === undefined) {
      const known = ID.test(id) ? id : 'of another form';
      throw wrong(`no key for the ID ${known}, with which a stored key is sealed`);
    }
    return kek;
  }
}

/** 32 random bytes have fewer than 8 values once in 10^36 times; a bare buffer and the key of an example do. */
function assertRandom(id: string, key: Buffer): void {
  if (new Set(key).size < 8) throw wrong(`a key for the ID ${id} that is not random`);
}

/** The version and the KEK's ID count too: neither can be exchanged for another. */
function associatedData(id: string, boundTo: string): Buffer {
  return Buffer.from(`portcullis.key.v1\n${id}\n${boundTo}`);
}

function wrong(given: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(OPTION, given, RIGHT, cause);
}
