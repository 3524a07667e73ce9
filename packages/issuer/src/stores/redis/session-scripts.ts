/**
 * The atomic steps of sessions in Redis. Each takes one key, so that they work in a cluster. Times to live are given as
 * milliseconds from now: the clocks of Redis and of its clients need not agree.
 */
import { KEPT_LONGER_MS } from '../../sessions/session-rules.js';
import { RedisScript } from './script.js';

const SERVER_CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/**
 * What only reads has to come from the primary too: a replica that was cut off knows neither the sessions that were begun
 * since, nor which have ended. A write that changes nothing tells: a replica refuses it, and so does a primary that has
 * lost its replicas (`min-replicas-to-write`).
 */
const PRIMARY_ALONE = `
local done = redis.pcall('HDEL', KEYS[1], '')
local refused = type(done) == 'table' and done.err or ''
if string.find(refused, 'READONLY', 1, true) or string.find(refused, 'NOREPLICAS', 1, true) then
  return redis.error_reply(refused)
end`;

/** Whether a parameter is a time that has come; empty: never. */
const tooLate = (parameter: string): string => `
if ${parameter} ~= '' and now >= tonumber(${parameter}) then return 0 end`;

/** Answers with the server's clock in milliseconds. The key says where: in a cluster, each node has its own. */
export const TIME = new RedisScript(`${SERVER_CLOCK}
return now`);

/** ARGV: time to live, not after, then fields and values. Answers with the server's clock, or 0 where it was too late. */
export const INSERT = new RedisScript(`${SERVER_CLOCK}${tooLate('ARGV[2]')}
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return now`);

/** ARGV: time to live, ID, handle, not after. The list of a subject lives as long as the last of its sessions may. */
export const ENLIST = new RedisScript(`${SERVER_CLOCK}${tooLate('ARGV[4]')}
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1`);

/** ARGV: the names of fields. Answers with the server's clock and their values. */
export const FIND = new RedisScript(`${PRIMARY_ALONE}${SERVER_CLOCK}
return {now, unpack(redis.call('HMGET', KEYS[1], unpack(ARGV)))}`);

/** ARGV: from, to, at, time to live, not after, keepUntil, rotatedAt. */
export const ROTATE = new RedisScript(`${SERVER_CLOCK}
if now >= tonumber(ARGV[5]) then return 0 end
local session = redis.call('HMGET', KEYS[1], 'currentHash', 'endedAt', 'previousHash', 'rotatedAt')
if session[1] ~= ARGV[1] or session[2] then return 0 end
if session[3] then redis.call('HSET', KEYS[1], 'olderHash', session[3], 'olderRotatedAt', session[4]) end
redis.call('HSET', KEYS[1], 'previousHash', ARGV[1], 'currentHash', ARGV[2], 'rotatedAt', ARGV[7],
  'lastUsedAt', ARGV[3], 'keepUntil', ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`);

/** ARGV: at, reason, not after. */
export const END = new RedisScript(`${SERVER_CLOCK}${tooLate('ARGV[3]')}
local session = redis.call('HMGET', KEYS[1], 'id', 'endedAt', 'keepUntil')
if not session[1] or session[2] then return 0 end
local keepUntil = math.min(session[3], ARGV[1] + ${KEPT_LONGER_MS})
redis.call('HSET', KEYS[1], 'endedAt', ARGV[1], 'endReason', ARGV[2], 'keepUntil', string.format('%.0f', keepUntil))
if redis.call('PTTL', KEYS[1]) > ${KEPT_LONGER_MS} then redis.call('PEXPIRE', KEYS[1], ${KEPT_LONGER_MS}) end
return 1`);

/** ARGV: the ID of a session. Answers with its handle. */
export const HANDLE = new RedisScript(`${PRIMARY_ALONE}
return redis.call('HGET', KEYS[1], ARGV[1])`);

/** ARGV: the IDs that a list is to lose. One at a time: Lua unpacks some thousands at most. */
export const STRIKE = new RedisScript(`
for _, id in ipairs(ARGV) do redis.call('HDEL', KEYS[1], id) end
return #ARGV`);

/** Answers with IDs and handles in turn. A plain HGETALL comes as a list from one client and as an object from another. */
export const ENLISTED = new RedisScript(`${PRIMARY_ALONE}
return redis.call('HGETALL', KEYS[1])`);
