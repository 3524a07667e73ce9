/**
 * A process that runs one server and stops it when the server's owner exits, for whatever reason. No server outlives
 * the tests.
 *
 * `node keeper.mjs <kind> <folder> <programs and primary as JSON> [<process ID of the owner>]`, started with `fork`.
 * Without an owner, it serves the process that forked it and takes commands from it.
 */
import { rmSync } from 'node:fs';
import { isAlive } from '../../system-programs/lock.mjs';
import { OwnServer } from './own-server.mjs';

const [kind, folder, how, owner] = process.argv.slice(2);
const WATCH_MS = 500;
let server;
let isEnding = false;

process.on('SIGTERM', () => void end());
process.on('SIGINT', () => undefined); // ^C reaches the whole process group; the owner decides
if (owner === undefined) {
  process.on('disconnect', () => void end());
  process.on('message', ({ id, step, value }) => {
    void take(step, value).then(
      () => process.send({ id }),
      (error) => process.send({ id, error: String(error) }),
    );
  });
} else {
  setInterval(() => {
    if (!isAlive(Number(owner))) void end();
  }, WATCH_MS);
}

try {
  server = await OwnServer.prepare(kind, folder, JSON.parse(how));
  await server.start();
  process.send({ url: server.url });
} catch (error) {
  process.send({ error: error.stack });
  await end();
}

function take(step, value) {
  if (step === 'start') return server.start();
  if (step === 'stop') return server.stop();
  if (step === 'kill') return server.stop('SIGKILL');
  return server.pause(value);
}

async function end() {
  if (isEnding) return;
  isEnding = true;
  await server?.stop('SIGKILL').catch(() => undefined);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  process.exit(0);
}
