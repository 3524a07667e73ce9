/** Starts the server of a contender in a process of its own, and asks it for its figures. */
import { fork } from 'node:child_process';
import path from 'node:path';

/**
 * Starts a server.
 *
 * @returns its port and functions that ask it: `cpu` in µs of user CPU, `rawVerify` in µs of one bare signature check
 *   (undefined for contenders without one), `hitRate` of the token cache
 */
export async function startServer(name, platform, world) {
  const program = path.join(import.meta.dirname, 'server.mjs');
  const child = fork(program, [name, platform, world], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answer = () =>
    new Promise((resolve, reject) => {
      const failed = (code) => reject(new Error(`the server of ${name} ended with code ${code}`));
      child.once('exit', failed);
      child.once('message', (message) => {
        child.off('exit', failed);
        resolve(message);
      });
    });
  const ask = (question) => {
    const answered = answer();
    child.send(question);
    return answered.then(({ value }) => value);
  };
  const { value: port } = await answer();
  return {
    port,
    cpu: () => ask('cpu'),
    rawVerify: () => ask('raw'),
    hitRate: () => ask('hits'),
    stop: () => child.kill(),
  };
}
