import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';
import { assertKnownOptions } from '@portcullis/core/internal';
import {
  entryOf,
  KEPT_LONGER_MS,
  keyOf,
  type RevocationEntry,
} from '../../revocation/revocation-entry.js';
import type { RevocationPage, RevocationStore } from '../../revocation/revocation-store.js';
import { Heartbeat } from '../../store-access/heartbeat.js';
import type { RedisClient } from './client.js';
import {
  DEFAULT_PREFIX,
  RedisConnection,
  type RedisListening,
  type RedisPrefix,
} from './connection.js';
import { behindOf, pulseOf } from './pulse.js';
import { RedisScript } from './script.js';
import { SERVER_CLOCK } from './server.js';

/**
 * Redis runs one script at a time, so the sequence is the order of changes. KEYS: the entries, their order, their ends, and
 * the sequence with the generation that it belongs to. If the user may not publish, other processes find the entry by
 * polling.
 */
const ADD = new RedisScript(`${SERVER_CLOCK}
redis.call('HSETNX', KEYS[4], 'generation', ARGV[4])
local sequence = redis.call('HINCRBY', KEYS[4], 'sequence', 1)
local before, till = ARGV[2], ARGV[3]
if ARGV[5] ~= '' then
  local ahead = math.max(0, now - tonumber(ARGV[5]))
  if tonumber(before) > 0 then before = string.format('%.0f', before + ahead) end
  till = string.format('%.0f', till + ahead)
end
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if kept then
  local keptBefore, keptTill = string.match(kept, '^(%d+):(%d+)$')
  if tonumber(before) > 0 then keptBefore = string.format('%.0f', keptBefore + 1) end
  if tonumber(keptBefore) > tonumber(before) then before = keptBefore end
  if tonumber(keptTill) > tonumber(till) then till = keptTill end
end
redis.call('HSET', KEYS[1], ARGV[1], before .. ':' .. till)
redis.call('ZADD', KEYS[2], sequence, ARGV[1])
redis.call('ZADD', KEYS[3], till, ARGV[1])
redis.pcall('PUBLISH', KEYS[1], '')
return before .. ':' .. till`);

/** Reads from the start if Redis has lost something: the generation differs, or the sequence is behind the cursor. */
const READ = new RedisScript(`${pulseOf('KEYS[4]')}
local generation = redis.call('HGET', KEYS[4], 'generation') or ''
local sequence = tonumber(redis.call('HGET', KEYS[4], 'sequence') or '0')
local from = '(' .. ARGV[2]
if generation ~= ARGV[1] or sequence < tonumber(ARGV[2]) then from = '-inf' end
local found = redis.call('ZRANGEBYSCORE', KEYS[2], from, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3])
local answer = { generation, pulse, now }
for i = 1, #found, 2 do
  table.insert(answer, found[i])
  table.insert(answer, redis.call('HGET', KEYS[1], found[i]))
  table.insert(answer, found[i + 1])
end
return answer`);

const PURGE = new RedisScript(`${SERVER_CLOCK}
local past = math.min(ARGV[1], now) - ${KEPT_LONGER_MS}
local over = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', past, 'LIMIT', 0, ARGV[2])
for _, key in ipairs(over) do
  redis.call('HDEL', KEYS[1], key)
  redis.call('ZREM', KEYS[2], key)
  redis.call('ZREM', KEYS[3], key)
end
return #over`);

const PAGE = 1000;
/** Reads this many changes again: a promoted replica may have lost the last ones and reused their numbers. */
const OVERLAP = 100;

/** Options of `RedisRevocationStore`. */
export type RedisRevocationOptions = RedisPrefix & RedisListening;

/**
 * Stores revocations in Redis 6 or later, for any number of processes. Set `maxmemory-policy noeviction` and `appendonly
 * yes`: revocations that Redis loses are known only to processes that are already running.
 *
 * @example
 * const revocations = await Revocations.open({ issuer, store: new RedisRevocationStore(redis) });
 */
export class RedisRevocationStore implements RevocationStore {
  readonly #redis: RedisConnection;
  readonly #heartbeat = new Heartbeat();
  /** Undefined without a subscriber. */
  readonly subscribe?: NonNullable<RevocationStore['subscribe']>;

  /**
   * @param redis a client of `ioredis` or `redis` (node-redis)
   * @throws ConfigurationError for any other client, for an unknown option, and for a prefix with `{}`, which would spread
   *   the keys over the nodes of a cluster
   */
  constructor(redis: RedisClient, options: RedisRevocationOptions = {}) {
    assertKnownOptions(options, { prefix: 'value', subscriber: 'value' });
    const { prefix = DEFAULT_PREFIX } = options;
    assertOneSlot(prefix);
    // The braces make a cluster keep all keys on one node.
    const names = ['entries', 'order', 'ends', 'meta'];
    const keys = names.map((name) => `${prefix}{revocations}:${name}`);
    this.#redis = new RedisConnection(redis, keys, options);
    const { subscribe } = this.#redis;
    if (subscribe) this.subscribe = subscribe;
  }

  async add(entry: RevocationEntry, now?: number): Promise<RevocationEntry> {
    const { before, until } = entry;
    const key = keyOf(entry);
    const values = [key, before, until, randomUUID()];
    const kept = await this.#redis.run(ADD, [...values, now === undefined ? '' : Math.round(now)]);
    return entryOfRow([key, String(kept)]);
  }

  async read(cursor: string | undefined, now: number): Promise<RevocationPage> {
    const from = readCursor(cursor);
    const answer = await this.#redis.run(READ, [from.generation, from.sequence, PAGE]);
    const [generation, pulse, time, ...rest] = answer as [string, string, ...string[]];
    const behindMs = behindOf(this.#heartbeat, pulse);
    const rows = Array.from({ length: rest.length / 3 }, (_, i) => rest.slice(i * 3, i * 3 + 3));
    const entries = rows.map(entryOfRow).filter(({ until }) => until > now);
    const hasMore = rows.length === PAGE;
    const last = rows.at(-1)?.[2] ?? (generation === from.generation ? from.reached : 0);
    const next = `${generation}/${last}/${hasMore ? 'more' : 'end'}`;
    const primaryTime = behindMs === undefined ? Number(time) : this.#heartbeat.primaryTime();
    return { entries, cursor: next, hasMore, behindMs, time: primaryTime };
  }

  async purge(now: number, most: number): Promise<number> {
    return Number(await this.#redis.run(PURGE, [now, most]));
  }
}

/** A cluster hashes the text in the first braces of a key, or the whole key if those are empty. */
function assertOneSlot(prefix: string): void {
  if (/^[^{]*\{\}/.test(prefix)) {
    throw new ConfigurationError('prefix', prefix, 'a string without {}');
  }
}

interface Cursor {
  readonly generation: string;
  /** Where the next read starts. */
  readonly sequence: number;
  /** The last change that was read. */
  readonly reached: number;
}

function readCursor(cursor: string | undefined): Cursor {
  const [generation = '', reached = '0', at] = (cursor ?? '').split('/');
  const sequence = Number(reached);
  const isInside = at === 'more';
  return {
    generation,
    reached: sequence,
    sequence: isInside ? sequence : Math.max(0, sequence - OVERLAP),
  };
}

function entryOfRow([key = '', kept = '']: readonly string[]): RevocationEntry {
  const [before, until] = kept.split(':').map(Number);
  return entryOf(key, before ?? Number.NaN, until ?? Number.NaN);
}
