/** Whether a Redis is the primary, and what the primary wrote last: see heartbeat.ts. */
import { type Heartbeat } from '../../store-access/heartbeat.js';
import { BEAT_EVERY_MS } from '../../store-access/heartbeat.js';

/**
 * The beginning of a script: sets `pulse`, of whether the server is a replica, its clock and the last heartbeat. A
 * primary that refuses writes since it has lost its replicas (`min-replicas-to-write`) may have been replaced: it counts
 * as a replica. INFO may be forbidden to the user; a replica that takes no writes is known without.
 *
 * @param key the Lua expression of a hash in which the heartbeat is kept
 */
export const pulseOf = (key: string): string => `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local beat = redis.call('HGET', ${key}, 'beat')
local info = redis.pcall('INFO', 'replication')
local isReplica = type(info) == 'string' and string.find(info, 'role:slave', 1, true)
if not isReplica and (not beat or math.abs(now - beat) >= ${BEAT_EVERY_MS}) then
  local done = redis.pcall('HSET', ${key}, 'beat', string.format('%.0f', now))
  local refused = type(done) == 'table' and done.err or ''
  isReplica = string.find(refused, 'READONLY', 1, true) or string.find(refused, 'NOREPLICAS', 1, true)
end
local pulse = (isReplica and 'replica' or 'primary') .. '/' .. string.format('%.0f', now) .. '/' .. (beat or '')`;

/** What the script says of how far it may be behind; undefined for a primary. */
export function behindOf(heartbeat: Heartbeat, pulse: unknown): number | undefined {
  const [role, now = '', beat = ''] = String(pulse).split('/');
  if (role === 'primary') return undefined;
  return heartbeat.behindMs({
    isReplica: true,
    now: Number(now),
    beat: beat === '' ? undefined : Number(beat),
  });
}
