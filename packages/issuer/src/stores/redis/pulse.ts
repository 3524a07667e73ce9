/** Finds out whether a Redis is the primary, and the last heartbeat that it has: see store-access/heartbeat.ts. */
import { BEAT_EVERY_MS, type Heartbeat } from '../../store-access/heartbeat.js';
import { ERROR_OF_DONE, IS_NO_PRIMARY, SERVER_CLOCK } from './server.js';

/**
 * Writes the beginning of a script that sets `now` and `pulse`. `pulse` says whether the server is a replica, its clock and
 * the last heartbeat. A primary that rejects writes because it has lost its replicas counts as a replica. If the user may
 * not call INFO, a replica is recognized by its rejected write.
 *
 * @param key a Lua expression for the hash that holds the heartbeat
 */
export const pulseOf = (key: string): string => `${SERVER_CLOCK}
local beat = redis.call('HGET', ${key}, 'beat')
local info = redis.pcall('INFO', 'replication')
local isReplica = type(info) == 'string' and string.find(info, 'role:slave', 1, true)
if not isReplica and (not beat or math.abs(now - beat) >= ${BEAT_EVERY_MS}) then
  local done = redis.pcall('HSET', ${key}, 'beat', string.format('%.0f', now))
  ${ERROR_OF_DONE}
  isReplica = ${IS_NO_PRIMARY}
end
local pulse = (isReplica and 'replica' or 'primary') .. '/' .. string.format('%.0f', now) .. '/' .. (beat or '')`;

/** Returns by how many milliseconds the server may be behind its primary. Undefined for the primary. */
export function behindOf(heartbeat: Heartbeat, pulse: unknown): number | undefined {
  const [role, now = '', beat = ''] = String(pulse).split('/');
  if (role === 'primary') return undefined;
  return heartbeat.behindMs({
    isReplica: true,
    now: Number(now),
    beat: beat === '' ? undefined : Number(beat),
  });
}
