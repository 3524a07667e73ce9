/** Lua that the scripts share. */

/** Sets `now` to the server's clock, in whole milliseconds since the epoch. */
export const SERVER_CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/**
 * Returns 0 if the time in a parameter has come. An empty parameter means no deadline. Follows {@link SERVER_CLOCK}.
 *
 * @param parameter such as `ARGV[2]`
 */
export const tooLate = (parameter: string): string => `
if ${parameter} ~= '' and now >= tonumber(${parameter}) then return 0 end`;

/** Sets `error` to the error of a `redis.pcall` in `done`, such as `READONLY …`; '' for a success. */
export const ERROR_OF_DONE = `
local error = type(done) == 'table' and done.err or ''`;

/**
 * A condition on `error`: this server is not the primary, or may not be. `READONLY` comes from a replica, and
 * `NOREPLICAS` from a primary that has lost its replicas (`min-replicas-to-write`) and may have been replaced.
 */
export const IS_NO_PRIMARY = `(string.find(error, 'READONLY', 1, true) or string.find(error, 'NOREPLICAS', 1, true))`;
