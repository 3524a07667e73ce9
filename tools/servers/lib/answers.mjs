/** Whether a server answers at an address: false where nobody listens, an error where one listens and refuses. */
import net from 'node:net';
import pg from 'pg';

const PATIENCE_MS = 3000;
const NOBODY = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'ETIMEDOUT']);
const STARTING_UP = '57P03';

/** Logs in, so that a server that is still starting does not count. */
export async function postgresAnswers(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => undefined); // told by connect() already
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (isNobody(error) || error.code === STARTING_UP || /timeout/.test(error.message))
      return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A server that asks for a password answers too; whether it is right is the client's affair. */
export function redisAnswers(url) {
  return says(url, 6379, /^(\+PONG|-NOAUTH)/, 'PING\r\n');
}

export function natsAnswers(url) {
  return says(url, 4222, /^INFO /);
}

function says(url, usualPort, right, question) {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port) || usualPort });
  socket.setTimeout(PATIENCE_MS);
  return new Promise((resolve, reject) => {
    if (question !== undefined) socket.write(question);
    socket.once('data', (bytes) => resolve(right.test(bytes.toString('latin1'))));
    socket.once('timeout', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('error', (error) => (isNobody(error) ? resolve(false) : reject(error)));
  }).finally(() => socket.destroy());
}

function isNobody(error) {
  const each = error instanceof AggregateError ? error.errors : [error];
  return each.some(({ code }) => NOBODY.has(code) || code === 'ECONNRESET');
}
