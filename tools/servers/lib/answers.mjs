/**
 * Tells whether a server responds at an address. Returns false if nothing listens there; throws if a server rejects
 * the connection.
 */
import net from 'node:net';
import pg from 'pg';

const PATIENCE_MS = 3000;
const NOBODY = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'ETIMEDOUT']);
const STARTING_UP = '57P03';

/** Logs in, because a server that is still starting accepts connections but no logins. */
export async function postgresAnswers(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => undefined); // connect() reports it
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

/** A server that requires a password counts as responding. The client reports a wrong password. */
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
