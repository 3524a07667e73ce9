/** Databases for tests of the sample API. Imports nothing of the API, since some tests only start its process. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putPglite, scratchPostgres } from '../../../../tools/servers/index.mjs';

/** A private schema on a server: opening the embedded database takes seconds. */
export interface OwnPlace {
  /** DATABASE_URL, and the keys that a shared server requires. */
  readonly variables: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

/** Creates a private schema on the PostgreSQL of the tests. */
export async function ownPlace(): Promise<OwnPlace> {
  const { url, remove } = await scratchPostgres();
  return { variables: { DATABASE_URL: url, ...sharedKeys() }, remove };
}

/** Generates the keys that a shared server requires. */
export function sharedKeys() {
  return {
    PORTCULLIS_KEK: `k1:${randomBytes(32).toString('base64')}`,
    REFRESH_KEY: randomBytes(32).toString('base64'),
  };
}

/**
 * Creates a folder with an embedded database for the tests of the current `describe` or file, and removes it afterwards.
 */
export function scratchFolder(): { readonly path: string } {
  let parent: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'portcullis-sample-'));
    await putPglite(join(parent, 'data'));
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));
  return {
    get path() {
      return join(parent, 'data');
    },
  };
}
