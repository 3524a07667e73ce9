/** Faults of a JWKS server, and the expected results. */
import { gzipSync } from 'node:zlib';
import type { KeySourceState } from '../../../src/index.js';
import { body, hang, jwks, status, type Answer } from '../../support/jwks-server.js';
import { published } from '../../support/remote.js';

/**
 * The state when the fault begins: no keys; keys that are scheduled for a refresh; keys that are no longer
 * fresh; keys that must no longer be used.
 */
export const MOMENTS = ['cold', 'warm', 'stale', 'spent'] as const;
export type Moment = (typeof MOMENTS)[number];

/** The result for ten tokens at once and ten after them. */
export interface Outcome {
  /** The verdict on each token; with 503, the seconds of `Retry-After`. */
  readonly tokens: 'accepted' | `503, Retry-After: ${number}`;
  /** Fetches for all tokens together. */
  readonly fetches: number;
  /** What the first ten waited for. */
  readonly wait: 'nothing' | 'the answer' | 'the timeout';
  /** The state of the keys at the end. */
  readonly keys: KeySourceState;
}

export interface Fault {
  /** Creates the answer that the server gives from this moment on. */
  readonly answer: () => Answer;
  readonly expected: Readonly<Record<Moment, Outcome>>;
  /** Time limit in seconds, for faults that use all of it. Default: long. */
  readonly timeout?: number;
}

const MEBIBYTE = 1024 * 1024;
const A = published('a');
const GOOD = JSON.stringify({ keys: [A] });

/** A rejected answer, or a closed connection. */
const refused = expected('the answer');
/** A server that uses the whole time limit. */
const timedOut = { timeout: 0.4, expected: expected('the timeout') };
/** An unusual answer that is accepted. */
const taken: Fault['expected'] = {
  cold: { tokens: 'accepted', fetches: 1, wait: 'the answer', keys: 'ready' },
  warm: { tokens: 'accepted', fetches: 1, wait: 'nothing', keys: 'ready' },
  stale: { tokens: 'accepted', fetches: 1, wait: 'the answer', keys: 'ready' },
  spent: { tokens: 'accepted', fetches: 1, wait: 'the answer', keys: 'ready' },
};

function expected(wait: Outcome['wait'], retryAfter = 1): Fault['expected'] {
  const out = { tokens: `503, Retry-After: ${retryAfter}`, fetches: 1, wait } as const;
  return {
    cold: { ...out, keys: 'unavailable' },
    warm: { tokens: 'accepted', fetches: 1, wait: 'nothing', keys: 'stale' },
    stale: { tokens: 'accepted', fetches: 1, wait, keys: 'stale' },
    spent: { ...out, keys: 'unavailable' },
  };
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  'never answers': { ...timedOut, answer: hang },
  'stops in mid-body': {
    ...timedOut,
    answer: () => (_request, response) => {
      response.writeHead(200, { 'content-length': GOOD.length }).write(GOOD.slice(0, 20));
    },
  },
  'drips, a byte at a time': { ...timedOut, answer: () => drip },
  'resets the connection': {
    expected: refused,
    answer: () => (request) => void request.socket.resetAndDestroy(),
  },
  'answers 500': { expected: refused, answer: () => status(500) },
  'answers 503 with Retry-After: 30': {
    expected: expected('the answer', 30),
    answer: () => status(503, { 'retry-after': '30' }),
  },
  'redirects with 301': {
    expected: refused,
    answer: () => (request, response) =>
      request.url === '/moved'
        ? jwks([A])(request, response)
        : status(301, { location: '/moved' })(request, response),
  },
  'answers 200 with HTML': {
    expected: refused,
    answer: () => body('<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }),
  },
  'breaks off in mid-body': {
    expected: refused,
    answer: () => (_request, response) => {
      response.writeHead(200, { 'content-length': GOOD.length });
      response.write(GOOD.slice(0, 20), () => response.destroy());
    },
  },
  'answers with broken JSON': { expected: refused, answer: () => body(GOOD.slice(0, -1)) },
  'answers with JSON that is not a JWK Set': {
    expected: refused,
    answer: () => body('{"key":[]}'),
  },
  'answers with 101 keys': {
    expected: refused,
    answer: () => jwks(Array.from({ length: 101 }, (_, i) => published(`k${i}`))),
  },
  'calls a JWK Set text/plain': {
    expected: taken,
    answer: () => body(GOOD, { 'content-type': 'text/plain' }),
  },
  'answers with 100 MiB': { expected: refused, answer: () => flood(100 * MEBIBYTE) },
  'answers with 10 MiB, packed': {
    expected: refused,
    answer: () => body(gzipSync(Buffer.alloc(10 * MEBIBYTE, ' ')), { 'content-encoding': 'gzip' }),
  },
};

const drip: Answer = (_request, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
};

/** Sends as many bytes as the client reads, up to a limit; counts the bytes handed to the connection. */
export function flood(bytes: number, sent = { bytes: 0 }): Answer {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      while (sent.bytes < bytes && !response.destroyed) {
        sent.bytes += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  };
}
