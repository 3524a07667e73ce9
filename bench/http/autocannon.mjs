/** The load of one slice by autocannon: `node autocannon.mjs <world> <port> <tokens> <first>`, prints JSON. */
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const [file, port, name, first] = process.argv.slice(2);
const { tokens } = JSON.parse(readFileSync(file, 'utf8'));
const isCookie = name === 'cookies';
const list = tokens[isCookie ? 'warm' : name];
let at = Number(first);
const result = await autocannon({
  url: `http://127.0.0.1:${port}/`,
  connections: 16,
  duration: 1,
  requests: [
    {
      setupRequest: (request) => {
        const token = list[at++ % list.length];
        const headers = isCookie
          ? { cookie: `theme=dark; token=${token}` }
          : { authorization: `Bearer ${token}` };
        return { ...request, headers };
      },
    },
  ],
});
console.log(
  JSON.stringify({
    requests: result.requests.total,
    seconds: result.duration,
    failures: result.non2xx + result.errors + result.timeouts,
  }),
);
