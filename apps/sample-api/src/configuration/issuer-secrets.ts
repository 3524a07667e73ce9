/** Secrets of the issuer: from the environment, or generated at the first start. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parseKeyEncryptionKeys, type KeyEncryptionKeys } from '@portcullis/issuer';
import { parseRefreshKeys } from './refresh-keys.js';
import type { SampleSettings } from './settings.js';

/** The keys that encrypt signing keys, and the keys that derive refresh tokens. */
export class IssuerSecrets {
  constructor(
    readonly keyEncryptionKeys: KeyEncryptionKeys,
    readonly refreshKeys: readonly Uint8Array[],
    /** The file of generated secrets; undefined when the environment has both. */
    readonly file?: string,
  ) {}
}

const FILE = 'portcullis.env';

/**
 * Reads the secrets, or generates them. Call it after the embedded database is open, so that its folder exists and is
 * locked.
 *
 * @throws ConfigurationError for a malformed secret
 */
export function openIssuerSecrets(settings: SampleSettings): IssuerSecrets {
  const { keyEncryptionKeys, refreshKey } = settings;
  if (keyEncryptionKeys !== undefined && refreshKey !== undefined) {
    return read({ PORTCULLIS_KEK: keyEncryptionKeys, REFRESH_KEY: refreshKey });
  }
  const { file, secrets } = keptSecrets(settings.dataDir);
  return read(
    {
      PORTCULLIS_KEK: keyEncryptionKeys ?? secrets.PORTCULLIS_KEK,
      REFRESH_KEY: refreshKey ?? secrets.REFRESH_KEY,
    },
    file,
  );
}

interface Secrets {
  readonly PORTCULLIS_KEK: string;
  readonly REFRESH_KEY: string;
}

function keptSecrets(dataDir: string): { readonly file?: string; readonly secrets: Secrets } {
  if (dataDir === ':memory:') return { secrets: newSecrets() };
  const file = join(dataDir, FILE);
  if (!existsSync(file)) write(file, newSecrets());
  const { PORTCULLIS_KEK = '', REFRESH_KEY = '' } = parseEnv(readFileSync(file, 'utf8'));
  return { file, secrets: { PORTCULLIS_KEK, REFRESH_KEY } };
}

function newSecrets(): Secrets {
  return {
    PORTCULLIS_KEK: `first:${randomBytes(32).toString('base64')}`,
    REFRESH_KEY: randomBytes(32).toString('base64'),
  };
}

/** Writes atomically: keys encrypted with an incomplete secret would be lost. */
function write(file: string, secrets: Secrets): void {
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function read({ PORTCULLIS_KEK, REFRESH_KEY }: Secrets, file?: string): IssuerSecrets {
  const keyEncryptionKeys = parseKeyEncryptionKeys(PORTCULLIS_KEK);
  return new IssuerSecrets(keyEncryptionKeys, parseRefreshKeys(REFRESH_KEY), file);
}
