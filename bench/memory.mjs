/**
 * What a verifier may hold in memory: its caches at their bounds, and what a million refused tokens leave behind.
 *
 *   npm run bench:memory            prints a table
 *   npm run bench:memory -- --json  prints JSON
 *
 * Each case runs in a Node of its own, so that nothing but the case is in the figure. Exit code 1 when one does not
 * hold. `BENCH_REFUSED` is how many refused tokens there are in all, a million by default.
 */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TOKEN_SHAPES } from './lib/token-shapes.mjs';
import { makeKey, publicJwk } from './lib/tokens.mjs';

const CHILD = fileURLToPath(new URL('./lib/memory-case.mjs', import.meta.url));
const MOST_HELD = 32;
const MOST_LEFT = 1;
/** Of 10,000 tenants with keys of their own from the network; a tenth of it is left for those that come after them. */
const MOST_TENANTS = 80;
/** Shapes of tokens by how much of the heap one character of theirs can take. */
const SHAPES = Object.keys(TOKEN_SHAPES);

const REFUSED = Number(process.env.BENCH_REFUSED ?? 1_000_000);
const KINDS_REFUSED = 8;

const results = [];
const server = await serveKeys();
const address = `http://127.0.0.1:${server.address().port}/jwks`;
try {
  await measureCaches();
  await measureRefusals();
  await measureTenants();
} finally {
  server.close();
}
report();
process.exitCode = results.every(({ holds }) => holds) ? 0 : 1;

/** The JWKS of one issuer, as its server would answer: outside of the process that is measured. */
async function serveKeys() {
  const body = JSON.stringify({ keys: [publicJwk(makeKey('ES256'))] });
  const answer = (_request, response) =>
    response.writeHead(200, { etag: '"1"', 'content-type': 'application/json' }).end(body);
  const revalidate = (request, response) =>
    request.headers['if-none-match'] === '"1"'
      ? response.writeHead(304, { etag: '"1"' }).end()
      : answer(request, response);
  const listening = createServer(revalidate);
  await new Promise((done) => {
    listening.listen(0, '127.0.0.1', done);
  });
  return listening;
}

/** Every memory at its bound, and the largest of each kind together. */
async function measureCaches() {
  const caches = [];
  for (const shape of SHAPES) {
    const { grown, held } = await inChild('cache', shape);
    caches.push(grown);
    add(`token cache, ${shape} tokens (${held} held)`, grown, MOST_HELD);
  }
  const headers = await inChild('headers');
  add(`header memory (${headers.offered} of 1 KiB offered)`, headers.grown, MOST_HELD);
  const missing = await inChild('missing');
  add(`missing key IDs (${missing.offered} of 256 bytes offered)`, missing.grown, MOST_HELD);
  const worst = Math.max(...caches) + headers.grown + missing.grown;
  add('all of them, the cache at its largest', worst, MOST_HELD);
}

/** What is left after tokens that are refused, one kind after the other, on one verifier with its cache on. */
async function measureRefusals() {
  const each = Math.ceil(REFUSED / KINDS_REFUSED);
  const samples = await inChild('refused', String(each));
  samples.forEach(({ kind, grown }, i) => {
    add(`left after ${(i + 1) * each} refused: ${each} ${kind}`, grown, MOST_LEFT);
  });
}

/** Tenants at their bound, and what those leave behind that come when there is no more room. */
async function measureTenants() {
  const { kept, replaced, unknown, fetches } = await inChild('tenants');
  add(`10000 tenants in use, ${fetches} fetches of keys`, kept, MOST_TENANTS);
  add('20000 tenants more, of which 10000 stay', replaced, MOST_TENANTS / 10);
  add('100000 issuers that nobody knows', unknown, MOST_LEFT);
}

/** Runs one case of `lib/memory-case.mjs`. */
async function inChild(...what) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    CHILD,
    address,
    ...what,
  ]);
  return JSON.parse(stdout);
}

function add(name, mebibytes, bound) {
  results.push({
    case: name,
    value: Number(mebibytes.toFixed(3)),
    due: `< ${bound}`,
    holds: mebibytes < bound,
  });
}

function report() {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ node: process.version, results }, null, 2));
    return;
  }
  console.log(`Node ${process.version}; growth of heap and external memory after collection\n`);
  console.log('| case | MiB | must be | holds |\n|---|---|---|---|');
  for (const { case: name, value, due, holds } of results) {
    console.log(`| ${name} | ${value.toFixed(2)} | ${due} | ${holds ? 'yes' : 'NO'} |`);
  }
}
