/** A second of load on a port, by another process: wrk if it is installed, autocannon otherwise. */
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const CONNECTIONS = 16;
const run = promisify(execFile);

/**
 * Makes the function that loads a server.
 *
 * @returns a function of port, token list and the index of the first token, with `requests`, `seconds` and `failures`
 */
export function makeLoad(world) {
  const hasWrk = spawnSync('wrk', ['-v']).error === undefined;
  return Object.assign(hasWrk ? byWrk(world) : byAutocannon(world), {
    tool: hasWrk ? 'wrk' : 'autocannon',
  });
}

// One thread, so that the tokens go round in one order over all connections.
const SCRIPT = `
local requests, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    local name, value = line:match("^([^:]+): (.*)$")
    requests[#requests + 1] = wrk.format("GET", "/", { [name] = value })
  end
  at = tonumber(args[2])
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  print(string.format('RESULT {"requests":%d,"seconds":%f,"failures":%d}', summary.requests, summary.duration / 1e6, failures))
end
`;

function byWrk({ folder, tokens }) {
  const script = path.join(folder, 'load.lua');
  writeFileSync(script, SCRIPT);
  for (const [name, list] of Object.entries(tokens)) {
    const headers = list.map((token) => `Authorization: Bearer ${token}\n`);
    writeFileSync(path.join(folder, `${name}.headers`), headers.join(''));
  }
  const cookies = tokens.warm.map((token) => `Cookie: theme=dark; token=${token}\n`);
  writeFileSync(path.join(folder, 'cookies.headers'), cookies.join(''));
  return async (port, name, at) => {
    const list = path.join(folder, `${name}.headers`);
    const load = ['-t1', `-c${CONNECTIONS}`, '-d1s', '-s', script, `http://127.0.0.1:${port}/`];
    const { stdout } = await run('wrk', [...load, '--', list, String(at)]);
    return JSON.parse(/^RESULT (.*)$/m.exec(stdout)[1]);
  };
}

function byAutocannon({ file }) {
  const program = path.join(import.meta.dirname, 'autocannon.mjs');
  return async (port, name, at) => {
    const { stdout } = await run(process.execPath, [program, file, String(port), name, String(at)]);
    return JSON.parse(stdout);
  };
}
