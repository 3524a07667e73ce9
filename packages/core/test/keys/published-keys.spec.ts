/** A key keeps its identity as long as its JWK stays the same. */
import type { JwksDocument } from '../../src/index.js';
import { PublishedKeys } from '../../src/keys/published-keys.js';
import { jwks } from '../support/jwks-server.js';
import { keyOf } from '../support/keys.js';
import { closeRemotes, openRemote, published } from '../support/remote.js';

afterEach(closeRemotes);

const [A, B, C] = [published('a'), published('b'), published('c')];
const header = (kid: string) => ({ alg: 'ES256', kid, typ: undefined }) as const;
const copyOf = (...keys: readonly object[]) => JSON.parse(JSON.stringify({ keys })) as JwksDocument;

describe('the keys of a later answer', () => {
  const first = PublishedKeys.of(copyOf(A, B), {});

  it('are the same set when nothing changed', () => {
    expect(PublishedKeys.of(copyOf(A, B), {}, first)).toBe(first);
  });

  it('are another set of the same keys when only their order changed', () => {
    const next = PublishedKeys.of(copyOf(B, A), {}, first);
    expect(next).not.toBe(first);
    expect(next.find(header('a'))).toBe(first.find(header('a')));
    expect([next.without(first), first.without(next)]).toEqual([[], []]);
  });

  it('are the same except added and removed ones, whatever else is skipped', () => {
    const next = PublishedKeys.of(copyOf({ kty: 'oct' }, C, B), {}, first);
    expect(next.find(header('b'))).toBe(first.find(header('b')));
    expect(next.without(first).map(({ kid }) => kid)).toEqual(['c']);
    expect(first.without(next).map(({ kid }) => kid)).toEqual(['a']);
    expect(next.skipped).toHaveLength(1);
  });

  it('are others when an ID has another key, or a key has other members', () => {
    const other = { ...keyOf('ES256', 'attacker').jwk, kid: 'a' };
    for (const changed of [other, { ...A, use: 'sig' }]) {
      const next = PublishedKeys.of(copyOf(changed, B), {}, first);
      expect(next.find(header('a'))).not.toBe(first.find(header('a')));
      expect(next.find(header('b'))).toBe(first.find(header('b')));
    }
  });

  it('are others when their algorithm changed', () => {
    const rsa = { ...keyOf('RS256').jwk, kid: 'rsa', alg: undefined };
    const before = PublishedKeys.of(copyOf(A, rsa), { algorithms: ['ES256', 'RS256'] });
    const next = PublishedKeys.of(copyOf(A, rsa), { algorithms: ['ES256', 'PS256'] }, before);
    expect(next.find(header('a'))).toBe(before.find(header('a')));
    expect(next.find(header('rsa'))?.alg).toBe('PS256');
    expect(before.find(header('rsa'))?.alg).toBe('RS256');
  });

  it('are the same for each of several algorithms', () => {
    const rsa = { ...keyOf('RS256').jwk, kid: 'rsa', alg: undefined };
    const rules = { algorithms: ['RS256', 'RS512'] as const, bindEach: true };
    const found = (keys: PublishedKeys) =>
      rules.algorithms.map((alg) => keys.find({ alg, kid: 'rsa', typ: undefined }));
    const before = PublishedKeys.of(copyOf(rsa), rules);
    const next = PublishedKeys.of(copyOf({ kty: 'oct' }, A, rsa), rules, before);
    expect(found(before).map((key) => key?.alg)).toEqual(['RS256', 'RS512']);
    expect(found(next)).toEqual(found(before));
    expect(next.find({ alg: 'RS512', kid: 'rsa', typ: undefined })).toBe(found(before)[1]);
    const narrowed = PublishedKeys.of(copyOf(rsa), { algorithms: rules.algorithms }, before);
    expect(found(narrowed).map((key) => key?.alg)).toEqual(['RS256', 'RS256']);
  });
});

describe('a server without ETag', () => {
  it('that sends the same set again keeps the same keys', async () => {
    const { server, clock, find } = await openRemote(jwks([A]));
    const key = await find('a');
    clock.advance(600);
    expect(await find('a')).toBe(key);
    server.answer = jwks([A, B]);
    clock.advance(600);
    expect(await find('a')).toBe(key);
    expect(server.count).toBe(3);
  });

  it('that sends the same set again causes no further fetch for a missing key ID', async () => {
    const { server, clock, source, look } = await openRemote(jwks([A]));
    await source.warmUp();
    expect(await look('x')).toBe('none');
    await source.refresh();
    expect(await look('x')).toBe('none');
    expect([server.count, clock.waiting]).toEqual([3, 0]);
  });
});
