/** One of several processes: reports when it rejects a revoked session. Started by processes.spec.ts. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { Revocations, type RevocationStore } from '../../src/index.js';
import { PostgresRevocationStore } from '../../src/stores/postgres/index.js';
import { RedisRevocationStore } from '../../src/stores/redis/index.js';
import { ISSUER, until, verified } from './verified.js';

const [kind, url = '', prefix = ''] = process.argv.slice(2);

async function postgres(): Promise<RevocationStore> {
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };
  return PostgresRevocationStore.open(new pg.Pool({ connectionString: url }), { connect });
}

const redis = (): RevocationStore =>
  new RedisRevocationStore(new Redis(url), { prefix, subscriber: new Redis(url) });

const store = kind === 'postgres' ? await postgres() : redis();
const revocations = await Revocations.open({ issuer: ISSUER, store });

process.on('message', (sid: string) => {
  void verified({ at: Date.now(), sid }).then(async (token) => {
    process.send?.('good');
    await until(() => revocations.isRevoked(token));
    process.send?.(Date.now());
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
