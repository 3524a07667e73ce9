/** An HTTP server on loopback that answers as a test configures and counts requests. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Jwk } from '../../src/index.js';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export class JwksServer {
  readonly #server: Server;
  readonly requests: IncomingMessage[] = [];
  /** The answer to the next requests. */
  answer: Answer;

  private constructor(answer: Answer) {
    this.answer = answer;
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      this.answer(request, response);
    });
  }

  static async start(answer: Answer = jwks()): Promise<JwksServer> {
    const server = new JwksServer(answer);
    await new Promise<void>((listening) => {
      server.#server.listen(0, '127.0.0.1', listening);
    });
    server.#server.unref(); // a test that fails before it stops the server must not keep Jest running
    return server;
  }

  get uri(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks`;
  }

  /** The address without a path: the `iss` of an issuer on this server. */
  get origin(): string {
    return new URL(this.uri).origin;
  }

  /** The requested paths, in order. */
  get paths(): readonly string[] {
    return this.requests.map(({ url }) => url ?? '');
  }

  /** The number of requests. */
  get count(): number {
    return this.requests.length;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

/** Answers with a JWK Set. */
export function jwks(
  keys: readonly Jwk[] = [],
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return body(JSON.stringify({ keys }), headers);
}

/** Answers 200 with this text or these bytes. */
export function body(
  content: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(content);
  };
}

/** Answers with a status and nothing else. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => {
    response.writeHead(code, headers).end();
  };
}

/** Answers by path; 404 for other paths. */
export function routes(answers: Readonly<Record<string, Answer>>): Answer {
  return (request, response) => (answers[request.url ?? ''] ?? status(404))(request, response);
}

/** Answers with metadata of an issuer on this server, whose keys are at `/jwks`. */
export function metadata(
  change: (origin: string) => Readonly<Record<string, unknown>> = () => ({}),
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (request, response) => {
    const origin = `http://${request.headers.host}`;
    const members = { issuer: origin, jwks_uri: `${origin}/jwks`, ...change(origin) };
    body(JSON.stringify(members), headers)(request, response);
  };
}

/** Takes the request and never answers. */
export function hang(): Answer {
  return () => undefined;
}

/** Answers 304 if the request has this `ETag`, else 200. */
export function revalidated(
  keys: readonly Jwk[],
  etag: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (request, response) => {
    const known = request.headers['if-none-match'] === etag;
    const said = { etag, ...headers };
    (known ? status(304, said) : jwks(keys, said))(request, response);
  };
}
