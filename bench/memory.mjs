/**
 * Measures the memory of a verifier: its caches at their limits, and the growth after a million rejected tokens.
 *
 *   npm run bench:memory            prints a table
 *   npm run bench:memory -- --json  prints JSON
 *
 * Each case runs in its own Node.js process, so that the figure contains nothing else. Exit code 1 if a case exceeds
 * its bound. `BENCH_REFUSED` is the total number of rejected tokens, a million by default.
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
/** For 10,000 tenants with their own remote keys. A tenth of it is left for later tenants. */
const MOST_TENANTS = 80;
/** Token shapes, by how much heap one character can take. */
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

/** The JWKS of one issuer, served outside the measured process. */
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

/** Every cache at its limit, and the largest of each kind together. */
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
  add('all of them, with the largest token cache', worst, MOST_HELD);
}

/** Memory after rejected tokens, one kind after the other, on one verifier with its cache enabled. */
async function measureRefusals() {
  const each = Math.ceil(REFUSED / KINDS_REFUSED);
  const samples = await inChild('refused', String(each));
  samples.forEach(({ kind, grown }, i) => {
    add(`left after ${(i + 1) * each} rejected: ${each} ${kind}`, grown, MOST_LEFT);
  });
}

/** Tenants at their limit, and the growth after tenants beyond the limit. */
async function measureTenants() {
  const { kept, replaced, unknown, fetches } = await inChild('tenants');
  add(`10000 tenants in use, ${fetches} fetches of keys`, kept, MOST_TENANTS);
  add('20000 more tenants (10000 stay)', replaced, MOST_TENANTS / 10);
  add('100000 unknown issuers', unknown, MOST_LEFT);
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
