/** A tenant's keys when its options change, or only seem to change. */
import { createSecretKey } from 'node:crypto';
import { importKey } from '../../src/jwk/index.js';
import type { IssuerOptions, KeySource } from '../../src/index.js';
import { changeOf, copyOptions } from '../../src/issuers/tenants/tenant-changes.js';
import {
  FetchedKeys,
  freshToken,
  HMAC_SECRET,
  hmacToken,
  issOf,
  key,
  settled,
  start,
  watched,
  type Started,
} from '../support/tenants.js';
import { AUDIENCE } from '../support/tokens.js';

/** Lets a tenant's options expire, and has the tenant resolved again. */
async function renew({ time, verdict }: Started, token = freshToken()): Promise<void> {
  time.advance(600);
  await verdict(token);
  await settled();
}

const base = { issuer: issOf(1), audience: AUDIENCE };
const [OLD, NEW] = [HMAC_SECRET, `${HMAC_SECRET.slice(1)}x`];

describe('options that the application changes in place', () => {
  it('take effect when the tenant is resolved again', async () => {
    const row = { ...base, secret: OLD };
    const started = start(() => row);
    expect(await started.verdict(hmacToken(OLD))).toBe('accepted');
    row.secret = NEW;
    await renew(started, hmacToken(OLD));
    expect(await started.verdict(hmacToken(OLD))).toBe('ERR_SIGNATURE_INVALID');
    expect(await started.verdict(hmacToken(NEW))).toBe('accepted');
  });

  const until = () => new Date('2030-01-01T00:00:00Z');
  it.each<[string, object, (options: never) => unknown]>([
    ['a list', { audience: ['a'] }, ({ audience }: { audience: string[] }) => audience.push('b')],
    [
      'a member',
      { jwks: { keys: [{ ...key.jwk }] } },
      ({ jwks }: { jwks: { keys: { kid: string }[] } }) => {
        for (const jwk of jwks.keys) jwk.kid = 'other';
      },
    ],
    ['bytes', { secret: Buffer.from(OLD) }, ({ secret }: { secret: Buffer }) => secret.fill(1)],
    [
      'an address',
      { jwksUri: new URL('https://a.example/jwks') },
      ({ jwksUri }: { jwksUri: URL }) => (jwksUri.host = 'b.example'),
    ],
    [
      'a date',
      { migration: { secret: OLD, until: until() } },
      ({ migration }: { migration: { until: Date } }) => migration.until.setFullYear(2040),
    ],
    [
      'a setting',
      { remote: { timeout: 3 } },
      ({ remote }: { remote: { timeout: number } }) => (remote.timeout = 4),
    ],
  ])('count as changed when %s changes', (_what, more, change) => {
    const options: IssuerOptions = { ...base, ...more };
    const before = copyOptions(options, '');
    expect(changeOf(before, copyOptions(options, ''))).toBe('nothing');
    change(options as never);
    expect(changeOf(before, copyOptions(options, ''))).not.toBe('nothing');
  });

  it('are read from a class instance, too', async () => {
    class Row {
      get secret() {
        return OLD;
      }
    }
    const row = Object.assign(new Row(), base) as IssuerOptions;
    const { verdict } = start(() => row);
    expect(await verdict(hmacToken(OLD))).toBe('accepted');
  });

  it('are read from an object without a prototype, too', () => {
    const remote = Object.assign(Object.create(null) as object, { timeout: 3 });
    const before = copyOptions({ ...base, remote }, '');
    remote.timeout = 4;
    expect(before.remote).toEqual({ timeout: 3 });
    expect(changeOf(before, copyOptions({ ...base, remote }, ''))).toBe('keys');
  });

  it('keep values that are not plain data', () => {
    const keys = { find: () => undefined };
    const client = { getKeys: async () => [] };
    const secret = createSecretKey(Buffer.from(OLD));
    const copy = copyOptions({ ...base, keys, secret, remote: { client } }, '');
    expect([copy.keys, copy.secret, copy.remote?.client]).toEqual([keys, secret, client]);
    expect(copy.keys).toBe(keys);
    expect(copy.secret).toBe(secret);
    expect(copy.remote?.client).toBe(client);
  });
});

/** A key source without distinguishing members. */
class OwnKeys implements KeySource {
  readonly #key = importKey(key.jwk);
  find() {
    return this.#key;
  }
}

describe('options that change the keys', () => {
  const at = (jwksUri: string, more = {}): IssuerOptions => ({ ...base, jwksUri, ...more });
  const place = 'https://a.example/jwks';

  it.each<[string, IssuerOptions, IssuerOptions]>([
    ['another secret', { ...base, secret: OLD }, { ...base, secret: NEW }],
    ['another secret in the list', { ...base, secrets: [OLD] }, { ...base, secrets: [OLD, NEW] }],
    ['another address', at(place), at('https://b.example/jwks')],
    ['discovery', at(place), { ...base, discover: true }],
    ['other algorithms', at(place), at(place, { algorithms: ['ES256'] })],
    [
      'another kind of token',
      { ...base, discover: true },
      { ...base, discover: true, tokenType: 'id' },
    ],
    ['other settings', at(place), at(place, { remote: { timeout: 1 } })],
    ['a client', at(place), at(place, { remote: { client: { getKeys: () => [] } } })],
    [
      'a client beside other settings',
      at(place, { remote: { timeout: 1 } }),
      at(place, { remote: { timeout: 1, client: { getKeys: () => [] } } }),
    ],
    [
      'a fetch beside other settings',
      at(place, { remote: { timeout: 1 } }),
      at(place, { remote: { timeout: 1, fetch } }),
    ],
    [
      'a migration',
      at(place),
      at(place, { migration: { secret: OLD, until: '2030-01-01T00:00Z' } }),
    ],
    [
      'another custom source',
      { ...base, keys: { find: () => undefined } },
      { ...base, keys: { find: () => undefined } },
    ],
    [
      'another custom source that looks the same',
      { ...base, keys: new OwnKeys() },
      { ...base, keys: new OwnKeys() },
    ],
  ])('by %s cause new keys', (_what, before, after) => {
    expect(changeOf(before, after)).toBe('keys');
  });

  it('drop the cached keys; a key source of the application stays open', async () => {
    let closed = 0;
    const own = () => ({ find: () => importKey(key.jwk), close: () => closed++ });
    let keys = own();
    const started = start(() => ({ ...base, keys }));
    const token = freshToken();
    const first = await started.verifier.verify(token);
    keys = own();
    await renew(started);
    expect((await started.verifier.verify(token)).key).not.toBe(first.key);
    expect(closed).toBe(0);
  });

  it('fetch the new keys with the function in the answer', async () => {
    const published = new FetchedKeys();
    let jwksUri = 'https://a.example/jwks';
    const started = start((iss) => ({ ...published.optionsOf(iss), jwksUri }));
    await started.verdict(freshToken());
    jwksUri = 'https://b.example/jwks';
    await renew(started);
    published.count = 0;
    expect(await started.verdict(freshToken())).toBe('accepted');
    expect(published.count).toBe(1);
  });

  it('close the keys of the old options', async () => {
    const published = new FetchedKeys();
    let jwksUri = 'https://a.example/jwks';
    const started = start((iss) => ({ ...published.optionsOf(iss), jwksUri }));
    await started.verdict(freshToken());
    published.gate = new Promise(() => undefined);
    started.time.advance(86_000);
    const waiting = watched(started.verdict(freshToken()));
    jwksUri = 'https://b.example/jwks';
    await settled();
    expect(waiting.value).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('keep the entry of a tenant with a good token', async () => {
    let secret = OLD;
    const started = start((issuer) => ({ issuer, audience: AUDIENCE, secret }), {
      tenants: { maxTenants: 1 },
    });
    await started.verdict(hmacToken(OLD));
    secret = NEW;
    await renew(started, hmacToken(OLD));
    expect(await started.verdict(hmacToken(NEW))).toBe('accepted');
    expect(started.asked).toHaveLength(2);
  });
});

describe('options that do not change the keys', () => {
  const keysIn = async (answer: Response) => ((await answer.json()) as { keys: [] }).keys;

  it.each<[string, (published: FetchedKeys) => object]>([
    ['a fetch', ({ fetch }) => ({ fetch: () => fetch() })],
    ['a client', ({ fetch }) => ({ client: { getKeys: async () => keysIn(await fetch()) } })],
  ])('keep them when %s is new in the answer, while the JWKS is down', async (_what, remote) => {
    const published = new FetchedKeys();
    const started = start((iss) => ({
      ...published.optionsOf(iss),
      remote: remote(published),
    }));
    const token = freshToken();
    await started.verdict(token);
    published.isDown = true;
    await renew(started);
    started.time.advance(2);
    expect(await started.verdict(freshToken())).toBe('accepted');
    published.isDown = false;
    started.time.advance(300);
    await started.verdict(freshToken());
    await settled();
    const { count } = published;
    await started.verdict(token);
    expect(published.count).toBe(count);
  });

  it.each<[string, (published: FetchedKeys) => object]>([
    ['fetch', ({ fetch }) => ({ fetch: () => fetch() })],
    ['client', ({ fetch }) => ({ client: { getKeys: async () => keysIn(await fetch()) } })],
  ])('fetch the next keys with the %s that was given last', async (_what, remote) => {
    const [first, second] = [new FetchedKeys(), new FetchedKeys()];
    let published = first;
    const started = start((iss) => ({ ...published.optionsOf(iss), remote: remote(published) }));
    await started.verdict(freshToken());
    published = second;
    await renew(started); // its keys are fetched again, as before
    await started.verifier.refreshKeys(issOf(1));
    expect(second.count).toBe(1);
  });

  it('keep cached tokens when only a function changed', async () => {
    const published = new FetchedKeys();
    const started = start((iss) => ({
      ...published.optionsOf(iss),
      remote: { fetch: () => published.fetch(), freshness: '1h' },
    }));
    await started.verdict(freshToken());
    started.time.advance(599);
    const token = freshToken();
    await started.verdict(token);
    started.time.advance(1);
    await started.verdict(token);
    await settled();
    const before = started.verifier.cacheStats()?.hits ?? 0;
    await started.verdict(token);
    expect(started.verifier.cacheStats()?.hits).toBe(before + 1);
  });

  it('keep them when other conditions change, which take effect', async () => {
    const published = new FetchedKeys();
    let audience: string[] = [AUDIENCE];
    const started = start((iss) => ({
      ...published.optionsOf(iss),
      remote: { fetch: () => published.fetch(), freshness: '1h' },
      audience,
    }));
    const token = freshToken();
    expect(await started.verdict(token)).toBe('accepted');
    audience = ['https://other.example'];
    await renew(started, token);
    expect(await started.verdict(token)).toBe('ERR_AUDIENCE_MISMATCH');
    expect(published.count).toBe(1);
  });

  it('are invalid when the client has another address', async () => {
    const published = new FetchedKeys();
    let jwksUri = `${issOf(1)}/jwks`;
    const client = () => ({ options: { jwksUri }, getKeys: async () => [key.jwk] });
    const started = start((iss) => ({
      ...published.optionsOf(iss),
      remote: { client: client() },
    }));
    expect(await started.verdict(freshToken())).toBe('accepted');
    jwksUri = 'https://elsewhere.example/jwks';
    await renew(started);
    started.time.advance(1);
    expect(await started.verdict(freshToken())).toBe('accepted'); // the known options stay
    await settled();
    expect(started.asked).toHaveLength(3); // once more, because the second answer was invalid
  });
});
