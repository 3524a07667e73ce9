/** How much of the heap, and of memory outside of it, is in use. Needs `node --expose-gc`. */

const MEBIBYTE = 2 ** 20;
const COLLECTIONS = 10;

/** What is still in use after the best of several collections, in MiB: one alone can leave 100 KiB of garbage. */
export async function settledHeap() {
  const used = [];
  for (let collection = 0; collection < COLLECTIONS; collection++) {
    globalThis.gc();
    // Finalizers of memory outside of the heap run between turns.
    await new Promise((turn) => {
      setImmediate(turn);
    });
    const { heapUsed, external } = process.memoryUsage();
    used.push(heapUsed + external);
  }
  return Math.min(...used) / MEBIBYTE;
}
