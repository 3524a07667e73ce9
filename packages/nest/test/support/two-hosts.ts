/** Two hosts of one domain on loopback, over TLS: the application's own, and a sibling of it that sets cookies. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { serverCertificate } from './certificate.js';

const certificate = serverCertificate('app.example.test', 'evil.example.test');

/** How a browser finds both hosts. */
export const RESOLVER_RULES = '--host-resolver-rules=MAP *.example.test 127.0.0.1';

/** A server with its address, for a browser. */
export interface Host {
  readonly url: string;
  stop(): Promise<void>;
}

/** `app.example.test`, whose TLS ends in front of an application, as it does behind a load balancer. */
export async function appHost(port: number, protocol: 'http/1.1' | 'h2'): Promise<Host> {
  const server = createTlsServer({ ...certificate, ALPNProtocols: [protocol] }, (socket) => {
    const inner = connect(port, '127.0.0.1');
    socket.pipe(inner).pipe(socket);
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      one.on('error', () => {}); // its end is told by `close`
      one.on('close', () => other.destroy());
    }
  });
  return hostOf('app', server);
}

/** `evil.example.test`, whose answers set these cookies, byte by byte. */
export async function siblingHost(cookies: () => readonly string[]): Promise<Host> {
  const server = createServer(certificate, (_request, response) => {
    response.setHeader('Set-Cookie', cookies());
    response.setHeader('Content-Type', 'text/html');
    // As bytes: Node writes headers in the encoding of a body that is text, so that A0 would become C2 A0.
    response.end(Buffer.from('<!doctype html><title>sibling</title>'));
  });
  return hostOf('evil', server);
}

async function hostOf(name: string, server: Server): Promise<Host> {
  const sockets = new Set<{ destroy(): unknown }>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://${name}.example.test:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
