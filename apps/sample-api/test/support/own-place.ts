/** Where a sample API under test keeps its data. Loads nothing of the API: some tests only start its process. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putPglite, scratchPostgres } from '../../../../tools/servers/index.mjs';

/** A place on a server: the embedded database takes seconds of a processor to open, each time. */
export interface OwnPlace {
  /** Where it is, and the keys that whoever shares a server is asked for. */
  readonly variables: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

/** A schema of one's own on the tests' PostgreSQL. */
export async function ownPlace(): Promise<OwnPlace> {
  const { url, remove } = await scratchPostgres();
  return { variables: { DATABASE_URL: url, ...sharedKeys() }, remove };
}

/** The keys that whoever shares a server is asked for. */
export function sharedKeys() {
  return {
    PORTCULLIS_KEK: `k1:${randomBytes(32).toString('base64')}`,
    REFRESH_KEY: randomBytes(32).toString('base64'),
  };
}

/**
 * A folder for the tests of a file, or of the block that it is asked for in. One database in it serves their apps, one
 * after the other.
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
