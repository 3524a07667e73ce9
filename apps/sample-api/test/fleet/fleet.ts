/** Three processes of the sample API that share one PostgreSQL, and optionally one Redis. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseKeyEncryptionKeys } from '@portcullis/issuer';
import { PostgresKeyStore } from '@portcullis/issuer/postgres';
import { RedisKeyStore } from '@portcullis/issuer/redis';
import pg from 'pg';
import { scratchPostgres, scratchRedis } from '../../../../tools/servers/index.mjs';
import { sharedKeys } from '../support/own-place.js';
import { addressIn, SampleProcess } from '../support/process.js';
import { putOldRing } from '../../../../tools/stored-rings/old-ring.js';

/** The store of sessions, keys and revocations. */
export type Kind = 'postgres' | 'redis';

/** Environment variables that all processes share. */
export function secretsOfTheFleet() {
  return {
    ...sharedKeys(),
    DEMO_PASSWORD: randomBytes(12).toString('base64url'),
    IDENTITY_PROVIDER: 'off',
    // All clients have the same address.
    LOGIN_RATE_LIMIT: '100000',
    REFRESH_RATE_LIMIT: '100000',
    LOG_LEVEL: 'warn',
  };
}

/** One process and its address. */
export class Member {
  #process: SampleProcess | undefined;
  #address: string | undefined;

  constructor(
    private readonly folder: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  /** Undefined while the process is not running. */
  get address(): string | undefined {
    return this.#address;
  }

  async start(): Promise<void> {
    this.#process = new SampleProcess(this.folder, this.variables);
    const printed = await this.#process.started();
    this.#address = addressIn(printed);
  }

  /** Kills the process without cleanup (SIGKILL). Clients are not told. */
  async kill(): Promise<void> {
    this.#process?.signal('SIGKILL');
    await this.#process?.ended();
    this.#address = undefined;
  }

  /** Stops the process and returns its standard error. */
  async stop(): Promise<string> {
    this.#process?.signal('SIGTERM');
    return (await this.#process?.ended())?.stderr ?? '';
  }
}

/** The running processes. */
export class Fleet {
  private constructor(
    readonly members: readonly [Member, Member, Member],
    readonly password: string,
    private readonly remove: () => Promise<void>,
  ) {}

  static async start(kind: Kind): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'portcullis-fleet-'));
    const secrets = secretsOfTheFleet();
    const shared = await share(kind, secrets.PORTCULLIS_KEK);
    const member = () => new Member(folder, { ...secrets, ...shared.variables });
    const fleet = new Fleet([member(), member(), member()], secrets.DEMO_PASSWORD, async () => {
      await shared.remove();
      await rm(folder, { recursive: true, force: true });
    });
    try {
      await Promise.all(fleet.members.map((each) => each.start()));
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop()));
    await this.remove();
  }
}

interface Shared {
  readonly variables: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

async function share(kind: Kind, kek: string): Promise<Shared> {
  const database = await scratchPostgres();
  const keks = parseKeyEncryptionKeys(kek);
  if (kind === 'redis') return shareRedis(database, keks);
  const pool = new pg.Pool({ connectionString: database.url });
  await putOldRing(await PostgresKeyStore.open(pool), keks);
  await pool.end();
  return { variables: { DATABASE_URL: database.url }, remove: () => database.remove() };
}

/** Users stay in PostgreSQL. */
async function shareRedis(
  database: Awaited<ReturnType<typeof scratchPostgres>>,
  keks: ReturnType<typeof parseKeyEncryptionKeys>,
): Promise<Shared> {
  const redis = await scratchRedis();
  await putOldRing(new RedisKeyStore(redis.client, { prefix: redis.prefix }), keks);
  return {
    variables: { DATABASE_URL: database.url, REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix },
    async remove() {
      await redis.remove();
      await database.remove();
    },
  };
}
