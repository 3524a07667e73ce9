/**
 * Seals private keys with a key-encryption key (KEK) that the store never receives: AES-256-GCM (NIST SP 800-38D) with a
 * random nonce for each seal. The key ID is authenticated, so that sealed keys cannot be swapped.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';

/** Key-encryption keys by ID, 32 random bytes each. The first one seals; all of them open. */
export type KeyEncryptionKeys = Readonly<Record<string, Uint8Array>>;

const OPTION = 'PORTCULLIS_KEK';
const EXPECTED =
  "one or more of <id>:<base64 of 32 random bytes>, separated by commas, the current one first, such as '2026-11:…'";
const KEK_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Not only digits: an object lists numeric names first, so the current key would not be the first. */
const ID = /^(?!\d+$)[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/**
 * Reads key-encryption keys from the text of an environment variable.
 *
 * @param text `<id>:<base64>`, separated by commas: the first one seals, all of them open
 * @throws ConfigurationError. Its message contains only IDs
 * @example
 * const keyEncryptionKeys = parseKeyEncryptionKeys(process.env.PORTCULLIS_KEK ?? '');
 */
export function parseKeyEncryptionKeys(text: string): KeyEncryptionKeys {
  const entries = text.split(',').map((part, index) => {
    const [id = '', key = '', ...more] = part.trim().split(':');
    if (!ID.test(id)) throw invalid(`an invalid ID at position ${index + 1}`);
    const bytes = Buffer.from(key, 'base64');
    if (more.length > 0 || !BASE64.test(key) || bytes.length !== KEK_BYTES) {
      throw invalid(`a key for the ID ${id} that is not ${KEK_BYTES} bytes long`);
    }
    assertRandom(id, bytes);
    return [id, bytes] as const;
  });
  const keys = Object.fromEntries(entries);
  if (Object.keys(keys).length !== entries.length) throw invalid('two keys with the same ID');
  return keys;
}

/** Seals and opens private keys. Printed, it shows no key. */
export class KeySeal {
  readonly #keks: ReadonlyMap<string, Buffer>;
  readonly #currentId: string;

  /** @throws ConfigurationError for no key, or a key that is not 32 bytes long */
  constructor(keys: KeyEncryptionKeys) {
    const entries = Object.entries(keys).map(([id, key]) => [id, Buffer.from(key)] as const);
    const [first] = entries;
    if (first === undefined) throw invalid('no key');
    for (const [id, key] of entries) {
      if (!ID.test(id)) throw invalid('an invalid ID');
      if (key.length !== KEK_BYTES) throw invalid(`a key for the ID ${id} of ${key.length} bytes`);
      assertRandom(id, key);
    }
    [this.#currentId] = first;
    this.#keks = new Map(entries);
  }

  /**
   * Seals a text.
   *
   * @param boundTo what the text belongs to. `open` requires the same value
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
   * Opens a sealed text.
   *
   * @throws ConfigurationError for an unknown KEK ID, and if the text does not open: it was sealed with another key of that
   *   ID, belongs to something else, or was changed
   */
  open(sealed: string, boundTo: string): string {
    const [version, id = '', body = '', ...more] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version !== 'v1' || more.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw invalid(`a stored key (${boundTo}) that is not sealed`);
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
      throw invalid(`a key for the ID ${id} that does not open the stored key ${boundTo}`, cause);
    }
  }

  /** Returns whether a text is sealed with the current KEK. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`v1.${this.#currentId}.`);
  }

  #kek(id: string): Buffer {
    const kek = this.#keks.get(id);
    if (kek === undefined) {
      const known = ID.test(id) ? id : 'of another form';
      throw invalid(`no key for the ID ${known}, with which a stored key is sealed`);
    }
    return kek;
  }
}

/** Rejects zeros and example keys. 32 random bytes have fewer than 8 different values once in 10^36 times. */
function assertRandom(id: string, key: Buffer): void {
  if (new Set(key).size < 8) throw invalid(`a key for the ID ${id} that is not random`);
}

/** Authenticates the version and the KEK's ID too, so that neither can be exchanged. */
function associatedData(id: string, boundTo: string): Buffer {
  return Buffer.from(`portcullis.key.v1\n${id}\n${boundTo}`);
}

function invalid(received: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(OPTION, received, EXPECTED, cause);
}
