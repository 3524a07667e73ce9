/** Measures the memory in use, in the heap and outside it. Needs `node --expose-gc`. */

const MEBIBYTE = 2 ** 20;
const COLLECTIONS = 10;

/**
 * Returns the memory in use after the best of several collections, in MiB. A single collection can leave 100 KiB of
 * garbage.
 */
export async function settledHeap() {
  const used = [];
  for (let collection = 0; collection < COLLECTIONS; collection++) {
    globalThis.gc();
    // Finalizers of external memory run between turns.
    await new Promise((turn) => {
      setImmediate(turn);
    });
    const { heapUsed, external } = process.memoryUsage();
    used.push(heapUsed + external);
  }
  return Math.min(...used) / MEBIBYTE;
}
