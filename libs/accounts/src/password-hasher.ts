import { hash, verify, type Options } from '@node-rs/argon2';

/** Hashes and verifies passwords. */
export interface PasswordHasher {
  /** Returns an encoded hash with a new salt and the parameters. */
  hash(password: string): Promise<string>;
  /** Reports whether the password matches the hash. */
  verify(encoded: string, password: string): Promise<boolean>;
}

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. Argon2id is the library's default. */
const PARAMETERS: Options = Object.freeze({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** Argon2id (RFC 9106), computed on the thread pool. */
export const argon2id: PasswordHasher = Object.freeze({
  hash: (password: string) => hash(password, PARAMETERS),
  verify: (encoded: string, password: string) => verify(encoded, password),
});
