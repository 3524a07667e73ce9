/** A JWKS server on loopback that can fail and recover. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Jwk } from '@portcullis/core';

export class KeyServer {
  readonly #server: Server;
  /** What it publishes. */
  keys: readonly Jwk[];
  /** Answers 500 while true. */
  broken = false;
  /** How many requests have come. */
  count = 0;

  private constructor(keys: readonly Jwk[]) {
    this.keys = keys;
    this.#server = createServer((_request, response) => {
      this.count++;
      if (this.broken) response.writeHead(500).end();
      else
        response
          .writeHead(200, { 'content-type': 'application/jwk-set+json' })
          .end(JSON.stringify({ keys: this.keys }));
    });
  }

  static async start(...keys: readonly Jwk[]): Promise<KeyServer> {
    const server = new KeyServer(keys);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get uri(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
