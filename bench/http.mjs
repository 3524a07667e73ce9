/**
 * Measures what authentication costs an HTTP server: user CPU per request of each contender, as a ratio to the same
 * Nest application without authentication. Each contender is a process of its own, and so is the load. Contenders take
 * turns in slices of a second, and a ratio is the median over the slices, so that a change in the machine's speed
 * affects all of them.
 *
 *   npm run bench:http                            both platforms, prints a table
 *   npm run bench:http -- --json                  prints JSON
 *   npm run bench:http -- --platform fastify      one platform
 *   npm run bench:http -- --only warm,public      some contenders, by parts of their names
 *   npm run bench:http -- --slices 15             slices of each contender, 9 otherwise
 *
 * Uses wrk if it is installed, autocannon otherwise. Exit code 1 if a required ratio is exceeded.
 */
import { parseArgs } from 'node:util';
import { CONTENDERS } from './http/contenders.mjs';
import { limitsOf } from './http/limits.mjs';
import { makeLoad } from './http/load.mjs';
import { startServer } from './http/server-process.mjs';
import { makeWorld } from './http/world.mjs';
import { median } from './lib/measure.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    platform: { type: 'string', multiple: true, default: ['fastify', 'express'] },
    only: { type: 'string' },
    slices: { type: 'string', default: '9' },
  },
});

const world = await makeWorld();
const load = makeLoad(world);
const results = [];
try {
  for (const platform of values.platform) results.push(...(await measurePlatform(platform)));
} finally {
  await world.close();
}
report(results);

async function measurePlatform(platform) {
  const servers = [];
  try {
    for (const [name, { platforms, tokens }] of chosen(platform)) {
      const server = await startServer(name, platform, world.file);
      servers.push({ name, platforms, tokens, server, at: 0, slices: [] });
    }
    for (const each of servers) await slice(each); // warms up: not counted
    for (const each of servers) each.slices.length = 0;
    for (let i = 0; i < Number(values.slices); i++) {
      for (let j = 0; j < servers.length; j++) await slice(servers[(i + j) % servers.length]);
    }
    return await summaries(platform, servers);
  } finally {
    for (const { server } of servers) server.stop();
  }
}

function chosen(platform) {
  const parts = values.only?.split(',');
  return Object.entries(CONTENDERS).filter(
    ([name, { platforms }]) =>
      (platforms?.includes(platform) ?? true) &&
      (name === 'bare' || (parts?.some((part) => name.includes(part)) ?? true)),
  );
}

/** One second of load, with the tokens continued where the last slice ended. */
async function slice(each) {
  const { server, tokens } = each;
  const before = await server.cpu();
  const { requests, seconds, failures } = await load(server.port, tokens, each.at);
  const after = await server.cpu();
  if (failures > 0) throw new Error(`${each.name}: ${failures} of ${requests} requests failed`);
  each.at += requests;
  each.slices.push({ cpu: (after - before) / requests, rate: requests / seconds });
}

async function summaries(platform, servers) {
  const bare = servers[0];
  const list = [];
  for (const { name, slices, server } of servers) {
    const over = (compare) => median(slices.map(({ cpu }, i) => compare(cpu, bare.slices[i].cpu)));
    const raw = await server.rawVerify();
    const added = over((cpu, base) => cpu - base);
    list.push({
      platform,
      name,
      microseconds: median(slices.map(({ cpu }) => cpu)),
      requestsPerSecond: Math.round(median(slices.map(({ rate }) => rate))),
      ratio: over((cpu, base) => cpu / base),
      added,
      ...(raw !== undefined && { raw, addedToRaw: added / raw }),
      hitRate: await server.hitRate(),
    });
  }
  return list;
}

function report(all) {
  const rows = all.map((result) => ({ ...result, limits: limitsOf(result) }));
  if (rows.some(({ limits }) => limits.some(({ isMet }) => !isMet))) process.exitCode = 1;
  if (values.json) {
    console.log(JSON.stringify(rows, undefined, 2));
    return;
  }
  for (const platform of values.platform) {
    console.log(`\n${platform}, load by ${load.tool}: user CPU of the server per request\n`);
    console.log('| contender | µs | ratio to bare | added, µs | requests/s | required |');
    console.log('| --- | --: | --: | --: | --: | --- |');
    for (const row of rows) if (row.platform === platform) console.log(lineOf(row));
  }
}

function lineOf({ name, microseconds, ratio, added, requestsPerSecond, addedToRaw, limits }) {
  const required = limits.map(({ text, isMet }) => `${text}${isMet ? '' : ' NO'}`).join('; ');
  const toRaw = addedToRaw === undefined ? '' : ` (${addedToRaw.toFixed(2)} × raw)`;
  const cells = [microseconds.toFixed(1), ratio.toFixed(2), added.toFixed(1) + toRaw];
  return `| ${[name, ...cells, requestsPerSecond, required].join(' | ')} |`;
}
