/**
 * Measures refreshes per second with 1, 1,000 and 1,000,000 stored sessions, on PGlite, PostgreSQL and Redis.
 * Refreshes run one after the other. The sizes alternate in short slices, so that a change in the machine's speed
 * affects all of them.
 *
 *   npm run bench:sessions            prints a table
 *   npm run bench:sessions -- --json  prints JSON
 *
 * BENCH_SIZES=1,1000,100000 selects other sizes. BENCH_STORES=redis selects stores.
 */
import { createHash, randomBytes } from 'node:crypto';
import { RefreshSessions } from '@portcullis/issuer';
import { loadedStores } from './lib/session-stores.mjs';
import { median } from './lib/measure.mjs';

const SIZES = (process.env.BENCH_SIZES ?? '1,1000,1000000').split(',').map(Number);
const STORES = (process.env.BENCH_STORES ?? 'PGlite,PostgreSQL,Redis').split(',');
const SLICES = Number(process.env.BENCH_SLICES ?? 41);
const SLICE_MS = Number(process.env.BENCH_SLICE_MS ?? 250);
const FLAT = 0.2;
const refreshKey = randomBytes(32);

const results = [];
for (const name of STORES) {
  results.push(await benchStore(name));
  console.error(`measuring ${name}`); // loading a million sessions takes time
}
report(results);

async function benchStore(name) {
  const { stores, close } = await loadedStores(name, SIZES);
  try {
    const contenders = stores.map(({ store, size }) => contender(store, size));
    for (const each of contenders) await each.slice(4 * SLICE_MS); // warm-up
    for (let slice = 0; slice < SLICES; slice++) {
      for (let i = 0; i < contenders.length; i++) {
        const each = contenders[(i + slice) % contenders.length];
        each.rates[slice] = await each.slice(SLICE_MS);
      }
    }
    const [base] = contenders;
    return {
      store: name,
      sizes: contenders.map(({ size, rates }) => ({
        sessions: size,
        perSecond: Math.round(median(rates)),
        // Slice by slice, because a slow machine slows both.
        toSmallest: Number(median(rates.map((rate, i) => rate / base.rates[i])).toFixed(3)),
      })),
    };
  } finally {
    await close();
  }
}

/** Refreshes sessions all over the store, each with its previous token. */
function contender(store, size) {
  const sessions = new RefreshSessions({ store, refreshKey, storeTimeout: 30 });
  const tokens = new Map();
  const refreshOne = async (i) => {
    const { refreshToken } = await sessions.refresh(tokens.get(i));
    tokens.set(i, refreshToken);
  };
  const slice = async (milliseconds) => {
    const chosen = choose(size, 10 * milliseconds, tokens);
    const start = performance.now();
    let count = 0;
    for (; performance.now() - start < milliseconds; count++) await refreshOne(chosen[count]);
    return (1000 * count) / (performance.now() - start);
  };
  return { size, rates: [], slice };
}

/** More sessions than a slice can use, each with a token created in advance, so that its creation is not measured. */
function choose(size, count, tokens) {
  const chosen = Array.from({ length: count }, () => Math.floor(Math.random() * size));
  for (const i of chosen) if (!tokens.has(i)) tokens.set(i, firstTokenOf(i));
  return chosen;
}

/** The token of the i-th loaded session. */
function firstTokenOf(i) {
  const handle = createHash('sha256').update(`handle ${i}`).digest().subarray(0, 16);
  const secret = createHash('sha256').update(`secret ${i}`).digest();
  return `prt_${Buffer.concat([handle, secret]).toString('base64url')}`;
}

function report(all) {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ flatWithin: FLAT, stores: all }, null, 2));
  } else {
    console.log('| store | sessions stored | refreshes per second | to the smallest |');
    console.log('| --- | ---: | ---: | ---: |');
    for (const { store, sizes } of all) {
      for (const { sessions, perSecond, toSmallest } of sizes) {
        const row = [store, sessions, perSecond, toSmallest.toFixed(2)];
        console.log(`| ${row.map((cell) => cell.toLocaleString('en')).join(' | ')} |`);
      }
    }
  }
  const isFlat = ({ toSmallest }) => Math.abs(1 - toSmallest) <= FLAT;
  if (!all.every(({ sizes }) => sizes.every(isFlat))) {
    console.error(`not flat within ${100 * FLAT} %`);
    process.exitCode = 1;
  }
}
