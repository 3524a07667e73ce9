import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';
import {
  entryOf,
  KEPT_LONGER_MS,
  keyOf,
  type RevocationEntry,
} from '../../revocation/revocation-entry.js';
import type { RevocationPage, RevocationStore } from '../../revocation/revocation-store.js';
import { Heartbeat } from '../../store-access/heartbeat.js';
import { scriptClient, type RedisClient, type ScriptClient } from './client.js';
import { behindOf, pulseOf } from './pulse.js';
import { RedisScript } from './script.js';
import { assertListens, subscribeTo, topicOf, type RedisSubscriber } from './subscriber.js';

/**
 * Redis runs one script at a time, so that the sequence is the order of changes. KEYS: what is kept of each entry, their
 * order, their ends, and the sequence with the generation that it belongs to. A user who may not publish has revoked all
 * the same: others find it by polling.
 */
const ADD = new RedisScript(`
redis.call('HSETNX', KEYS[4], 'generation', ARGV[4])
local sequence = redis.call('HINCRBY', KEYS[4], 'sequence', 1)
local before, till = ARGV[2], ARGV[3]
if ARGV[5] ~= '' then
  local time = redis.call('TIME')
  local ahead = math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[5]))
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

/** A sequence that is behind the cursor, or of another generation, is one of a Redis that has lost something. */
const READ = new RedisScript(`${pulseOf('KEYS[4]')}
local generation = redis.call('HGET', KEYS[4], 'generation') or ''
local sequence = tonumber(redis.call('HGET', KEYS[4], 'sequence') or '0')
local from = '(' .. ARGV[2]
if generation ~= ARGV[1] or sequence < tonumber(ARGV[2]) then from = '-inf' end
local found = redis.call('ZRANGEBYSCORE', KEYS[2], from, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3])
local time = redis.call('TIME')
local answer = { generation, pulse, time[1] * 1000 + math.floor(time[2] / 1000) }
for i = 1, #found, 2 do
  table.insert(answer, found[i])
  table.insert(answer, redis.call('HGET', KEYS[1], found[i]))
  table.insert(answer, found[i + 1])
end
return answer`);

const PURGE = new RedisScript(`
local time = redis.call('TIME')
local now = math.min(ARGV[1], time[1] * 1000 + math.floor(time[2] / 1000)) - ${KEPT_LONGER_MS}
local over = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, key in ipairs(over) do
  redis.call('HDEL', KEYS[1], key)
  redis.call('ZREM', KEYS[2], key)
  redis.call('ZREM', KEYS[3], key)
end
return #over`);

const PAGE = 1000;
/** A replica that took over may have lost the last changes, and given their numbers away again. */
const OVERLAP = 100;

/** What a store of revocations in Redis may have beside its commands. */
export interface RedisRevocationOptions {
  /** What the names of its keys begin with. Default `portcullis:`. */
  readonly prefix?: string;
  /**
   * A connection of its own for pub/sub, which subscribes again by itself when it was lost, as both packages do. It
   * tells other processes of a revocation at once. It stays yours to close. Default: none, so that other processes find
   * revocations when they ask next.
   */
  readonly subscriber?: RedisSubscriber;
}

/**
 * Keeps revocations in Redis 6 or later, for any number of processes. It has to keep what it was told
 * (`maxmemory-policy noeviction`, an append-only file): what Redis loses is known to processes that run, and to no other.
 */
export class RedisRevocationStore implements RevocationStore {
  readonly #redis: ScriptClient;
  readonly #keys: readonly string[];
  readonly #heartbeat = new Heartbeat();
  /** Only where there is something to subscribe with. */
  readonly subscribe?: NonNullable<RevocationStore['subscribe']>;

  /**
   * @param redis a client of `ioredis` or `redis` (node-redis)
   * @throws ConfigurationError where it is neither, or where a prefix with `{}` would scatter the keys over a cluster
   */
  constructor(
    redis: RedisClient,
    { prefix = 'portcullis:', subscriber }: RedisRevocationOptions = {},
  ) {
    this.#redis = scriptClient(redis);
    assertOneSlot(prefix);
    // In braces, so that a cluster keeps them on one node.
    const names = ['entries', 'order', 'ends', 'meta'];
    this.#keys = names.map((name) => `${prefix}{revocations}:${name}`);
    if (subscriber) {
      assertListens(subscriber, redis);
      const topic = topicOf(this.#redis, this.#keys);
      this.subscribe = (onChange) => subscribeTo(topic, subscriber, onChange);
    }
  }

  async add(entry: RevocationEntry, now?: number): Promise<RevocationEntry> {
    const { before, until } = entry;
    const key = keyOf(entry);
    const values = [key, before, until, randomUUID()];
    const kept = await this.#run(ADD, [...values, now === undefined ? '' : Math.round(now)]);
    return entryOfRow([key, String(kept)]);
  }

  async read(cursor: string | undefined, now: number): Promise<RevocationPage> {
    const from = readCursor(cursor);
    const answer = await this.#run(READ, [from.generation, from.sequence, PAGE]);
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
    return Number(await this.#run(PURGE, [now, most]));
  }

  #run(script: RedisScript, values: readonly (string | number)[]): Promise<unknown> {
    return script.run(this.#redis, this.#keys, values);
  }
}

/** A cluster looks at the first braces of a key; where they are empty, at the whole key. */
function assertOneSlot(prefix: string): void {
  if (/^[^{]*\{\}/.test(prefix))
    throw new ConfigurationError('prefix', prefix, 'a text without {}');
}

interface Cursor {
  readonly generation: string;
  /** Where to read on from. */
  readonly sequence: number;
  /** Up to where was read. */
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
