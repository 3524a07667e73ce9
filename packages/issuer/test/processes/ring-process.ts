/**
 * One process of an issuer, for tests with several. It receives commands and answers with messages: `advance`
 * moves its clock, `rotate` and `kill` change the ring, `state` reads its state.
 */
import { Redis } from 'ioredis';
import pg from 'pg';
import { KeyRing, type KeyStore, type StoredRing } from '@portcullis/issuer';
import { PostgresKeyStore } from '@portcullis/issuer/postgres';
import { RedisKeyStore } from '@portcullis/issuer/redis';

interface Command {
  readonly id: number;
  readonly do: 'advance' | 'rotate' | 'kill' | 'state' | 'hold';
  readonly milliseconds?: number;
  readonly kid?: string;
  /** For `hold`: the point at which the next write stops, so that the process can be ended there. */
  readonly at?: 'before' | 'after';
}

const [, , kind = '', url = '', name = '', kek = ''] = process.argv;
let ahead = 0;
let hold: Command['at'];

/** Stops forever at a chosen point of a write. */
class HeldStore implements KeyStore {
  readonly #store: KeyStore;

  constructor(store: KeyStore) {
    this.#store = store;
  }

  load(): Promise<StoredRing | undefined> {
    return this.#store.load();
  }

  async replace(expected: number, next: StoredRing): Promise<boolean> {
    if (hold === 'before') await held();
    const isReplaced = await this.#store.replace(expected, next);
    if (hold === 'after') await held();
    return isReplaced;
  }

  async subscribe(onChange: () => void, onLost: () => void) {
    return (await this.#store.subscribe?.(onChange, onLost)) ?? (() => undefined);
  }
}

function held(): Promise<never> {
  process.send?.({ held: true });
  return new Promise(() => undefined);
}

async function openStore(): Promise<KeyStore> {
  if (kind === 'redis') {
    return new RedisKeyStore(new Redis(url), { prefix: name, subscriber: new Redis(url) });
  }
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };
  return PostgresKeyStore.open(new pg.Pool({ connectionString: url, max: 2 }), { name, connect });
}

const ring = await KeyRing.open({
  store: new HeldStore(await openStore()),
  algorithm: 'ES256',
  keyEncryptionKeys: { a: Buffer.from(kek, 'base64url') },
  clock: () => Date.now() + ahead,
});

function state(): { readonly active: string | undefined; readonly kids: readonly string[] } {
  const kids = ring.jwks().keys.map(({ kid }) => kid);
  return { active: ring.verificationKeys[0]?.kid, kids };
}

async function obey(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'advance':
      ahead += command.milliseconds ?? 0;
      await ring.refresh();
      return state();
    case 'rotate':
      return ring.rotate();
    case 'kill':
      return ring.kill(command.kid ?? '');
    case 'hold':
      hold = command.at;
      return undefined;
    case 'state':
      return state();
  }
}

process.on('message', (command: Command) => {
  void obey(command).then((answer) => process.send?.({ id: command.id, answer }));
});
process.send?.({ ready: state() });
