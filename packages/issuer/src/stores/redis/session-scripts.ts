/**
 * The atomic steps of sessions in Redis. Each uses one key, so that they work in a cluster. Times to live are milliseconds
 * from now, so that the clocks of Redis and of its clients need not agree.
 */
import { KEPT_LONGER_MS } from '../../sessions/session-rules.js';
import { RedisScript } from './script.js';
import { ERROR_OF_DONE, IS_NO_PRIMARY, SERVER_CLOCK, tooLate } from './server.js';

/**
 * Sessions are read from the primary only: a replica that was cut off does not know which sessions were begun or ended
 * since. The script attempts a write that changes nothing, which a replica rejects.
 */
const PRIMARY_ALONE = `
local done = redis.pcall('HDEL', KEYS[1], '')${ERROR_OF_DONE}
if ${IS_NO_PRIMARY} then return redis.error_reply(error) end`;

/** ARGV: time to live, not after, then fields and values. Returns the server's clock, or 0 if it was too late. */
export const INSERT = new RedisScript(`${SERVER_CLOCK}${tooLate('ARGV[2]')}
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return now`);

/** ARGV: time to live, ID, handle, not after. A subject's list lives as long as the last of its sessions may. */
export const ENLIST = new RedisScript(`${SERVER_CLOCK}${tooLate('ARGV[4]')}
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1`);

/** ARGV: names of fields. Returns the server's clock and the values. */
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

/** ARGV: the ID of a session. Returns its handle. */
export const HANDLE = new RedisScript(`${PRIMARY_ALONE}
return redis.call('HGET', KEYS[1], ARGV[1])`);

/** ARGV: the IDs to remove from a list. One by one, because Lua unpacks only some thousands. */
export const STRIKE = new RedisScript(`
for _, id in ipairs(ARGV) do redis.call('HDEL', KEYS[1], id) end
return #ARGV`);

/** Returns IDs and handles in turn. A plain HGETALL returns a list from one client and an object from the other. */
export const ENLISTED = new RedisScript(`${PRIMARY_ALONE}
return redis.call('HGETALL', KEYS[1])`);
