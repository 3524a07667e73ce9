/** A plain Node.js server: `GET /articles` for signed-in users, `POST /articles` for editors and admins. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { authorize } from './authorize.js';

export const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => {
    console.error(error);
    send(response, 500, { message: 'Internal Server Error', statusCode: 500 });
  });
});
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url?.split('?')[0] !== '/articles') {
    return send(response, 404, { message: 'Not Found', statusCode: 404 });
  }
  const roles = request.method === 'GET' ? [] : ['editor', 'admin'];
  const { user, refusal } = await authorize(request, ...roles);
  if (refusal) return send(response, refusal.status, refusal.body, refusal.headers);
  send(response, 200, { of: user.claims.sub });
}

function send(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', ...headers })
    .end(JSON.stringify(body));
}
