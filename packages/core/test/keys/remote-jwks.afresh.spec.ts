/** Fetches without `ETag` and caches, because these may be wrong. */
import type { IncomingMessage } from 'node:http';
import { jwks, status, type Answer, type JwksServer } from '../support/jwks-server.js';
import { closeRemotes, openRemote, published, until } from '../support/remote.js';

afterEach(closeRemotes);

const A = published('a');
const B = published('b');
const DAY = 86_400;

/** A server whose `ETag` never changes, like that of a file with the same size and time. */
function sameTag(answer: Answer): Answer {
  return (request, response) => {
    response.setHeader('etag', '"1"');
    (request.headers['if-none-match'] === '"1"' ? status(304) : answer)(request, response);
  };
}

const isAfresh = ({ headers }: IncomingMessage): boolean =>
  headers['if-none-match'] === undefined && headers['cache-control'] === 'no-cache';

const last = ({ requests }: JwksServer): IncomingMessage => requests.at(-1) as IncomingMessage;

describe('keys under an ETag that does not change with them', () => {
  it('are fetched by refresh()', async () => {
    const { server, source, look } = await openRemote(sameTag(jwks([A])));
    await look('a');
    server.answer = sameTag(jwks([B]));
    await source.refresh();
    expect([await look('a'), await look('b')]).toEqual(['none', 'found']);
    expect(isAfresh(last(server))).toBe(true);
  });

  it('are fetched when a token names one of them', async () => {
    const { server, look } = await openRemote(sameTag(jwks([A])));
    await look('a');
    server.answer = sameTag(jwks([A, B]));
    expect([await look('b'), isAfresh(last(server))]).toEqual(['found', true]);
  });

  it('are fetched after a day at the latest, and until then only by ETag', async () => {
    const { server, clock, look } = await openRemote(sameTag(jwks([A])));
    await look('a');
    server.answer = sameTag(jwks([B]));
    for (let passed = 600; passed < DAY; passed += 600) {
      clock.advance(600);
      expect([passed, await look('a')]).toEqual([passed, 'found']);
    }
    const conditional = server.requests.slice(1);
    expect(conditional.every((request) => request.headers['if-none-match'] === '"1"')).toBe(true);
    clock.advance(600);
    expect([await look('a'), await look('b')]).toEqual(['none', 'found']);
  });
});

describe('refresh() while an older fetch is in flight', () => {
  it('waits for it and fetches again, once for all callers', async () => {
    const { server, source, look } = await openRemote(jwks([A]));
    const held: (() => void)[] = [];
    server.answer = (request, response) => {
      held.push(() => jwks([A])(request, response)); // the answer from before the key was withdrawn
    };
    const looking = look('a');
    await until(() => held.length === 1);
    const refreshing = [source.refresh(), source.refresh()];
    server.answer = jwks([B]);
    held[0]?.();
    await Promise.all(refreshing);
    expect(await looking).toBe('found');
    expect([await look('a'), await look('b'), server.count]).toEqual(['none', 'found', 3]);
  });
});
