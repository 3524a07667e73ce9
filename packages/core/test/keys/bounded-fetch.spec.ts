/** A custom `fetch` that ignores its signal. */
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { boundedFetch } from '../../src/keys/bounded-fetch.js';
import { jwks, JwksServer } from '../support/jwks-server.js';

const url = new URL('https://issuer.example/jwks');
const never = new Promise<never>(() => undefined);
const bounds = { timeoutMs: 50, maxBytes: 1024 };
const patient = { ...bounds, timeoutMs: 30_000 };

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('a fetch that never answers', () => {
  it('times out', async () => {
    await expect(boundedFetch(url, { ...bounds, fetch: () => never })).rejects.toThrow(/timeout/i);
  });

  it('times out even if the garbage collector runs meanwhile', async () => {
    const fetched = boundedFetch(url, { ...bounds, fetch: () => never });
    await new Promise((turn) => setImmediate(turn)); // weakly held objects survive until the end of a turn
    collectGarbage();
    await expect(fetched).rejects.toThrow(/timeout/i);
  });

  it('times out when its body never ends', async () => {
    const body = new ReadableStream({ pull: () => never });
    const fetch = async () => new Response(body);
    await expect(boundedFetch(url, { ...bounds, fetch })).rejects.toThrow(/timeout/i);
  });

  it('ends when the source is closed', async () => {
    const closing = new AbortController();
    const options = { ...bounds, timeoutMs: 30_000, signal: closing.signal, fetch: () => never };
    const fetched = boundedFetch(url, options);
    closing.abort(new Error('closed'));
    await expect(fetched).rejects.toThrow('closed');
  });

  it('does not start when the source was closed before', async () => {
    const signal = AbortSignal.abort(new Error('closed'));
    const fetched = boundedFetch(url, { ...bounds, timeoutMs: 30_000, signal, fetch: () => never });
    await expect(fetched).rejects.toThrow('closed');
  });
});

describe('a finished fetch', () => {
  const { signal } = new AbortController();

  it.each<[string, typeof fetch]>([
    ['well', async () => new Response('{}')],
    ['with a failure', async () => Promise.reject(new Error('unreachable'))],
  ])('%s leaves no listener at the source, which fetches often', async (_how, fetch) => {
    await boundedFetch(url, { ...bounds, signal, fetch }).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('a redirect', () => {
  it('is rejected when a custom fetch has followed it', async () => {
    const server = await JwksServer.start((request, response) =>
      request.url === '/keys'
        ? jwks()(request, response)
        : response.writeHead(302, { location: '/keys' }).end(),
    );
    const follow: typeof fetch = (address) => globalThis.fetch(address);
    const fetched = boundedFetch(new URL(server.uri), { ...patient, fetch: follow });
    await expect(fetched).rejects.toMatchObject({ name: 'FetchRefusedError', failure: 'status' });
    expect(server.paths).toEqual(['/jwks', '/keys']);
    await server.stop();
  });
});
