/**
 * Times contenders against each other in one run. They alternate in short slices, so that a change in the machine's
 * speed affects all of them. A ratio is the median of the slices' ratios.
 */

const SLICES = Number(process.env.BENCH_SLICES ?? 21);
const SLICE_MS = Number(process.env.BENCH_SLICE_MS ?? 40);
/** BENCH_CLOCK=cpu counts the CPU time of this process, for busy machines. */
const now = process.env.BENCH_CLOCK === 'cpu' ? cpuTime : process.hrtime.bigint;

/**
 * Measures all contenders.
 *
 * @param {Record<string, () => unknown>} contenders functions to time; returned promises are awaited
 * @returns {Promise<Record<string, { nanoseconds: number, slices: number[] }>>} median time of one call
 */
export async function measure(contenders) {
  const entries = await Promise.all(
    Object.entries(contenders).map(async ([name, run]) => {
      const first = run();
      const isAsync = first instanceof Promise;
      await first;
      return { name, run, isAsync, slices: [], batch: 1 };
    }),
  );
  for (const entry of entries) await calibrate(entry);
  for (let slice = 0; slice < SLICES; slice++) {
    for (const entry of rotated(entries, slice)) entry.slices.push(await timeBatch(entry));
  }
  return Object.fromEntries(
    entries.map(({ name, slices }) => [name, { nanoseconds: median(slices), slices }]),
  );
}

/** The median of a / b, slice by slice. */
export function ratio(a, b) {
  return median(a.slices.map((time, i) => time / b.slices[i]));
}

export function median(values) {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Warms the code up and calculates the number of calls in a slice. */
async function calibrate(entry) {
  const until = performance.now() + 5 * SLICE_MS;
  let perCall = Infinity;
  for (
    entry.batch = 16;
    performance.now() < until;
    entry.batch = Math.min(entry.batch * 2, 65_536)
  ) {
    perCall = await timeBatch(entry);
  }
  entry.batch = Math.max(1, Math.round((SLICE_MS * 1e6) / perCall));
}

/** Nanoseconds of one call, over a batch. */
async function timeBatch({ run, isAsync, batch }) {
  const start = now();
  if (isAsync) for (let i = 0; i < batch; i++) await run();
  else for (let i = 0; i < batch; i++) run();
  return Number(now() - start) / batch;
}

function cpuTime() {
  const { user, system } = process.cpuUsage();
  return BigInt(user + system) * 1000n;
}

function rotated(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
