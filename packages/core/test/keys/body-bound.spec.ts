/** The size limit of an answer, to the byte. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boundedFetch } from '../../src/keys/bounded-fetch.js';

describe('the body of an answer', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.write('x'.repeat(600));
      response.end('x'.repeat(424));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  const get = (maxBytes: number) => {
    const { port } = server.address() as AddressInfo;
    return boundedFetch(new URL(`http://127.0.0.1:${port}/`), { timeoutMs: 10_000, maxBytes });
  };

  it('is read up to the limit', async () => {
    expect((await get(1024)).body).toHaveLength(1024);
  });

  it('is rejected one byte over the limit, although each chunk is within it', async () => {
    await expect(get(1023)).rejects.toThrow('a body of over 1023 bytes');
  });
});
