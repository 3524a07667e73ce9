/**
 * A store's clock from a time on that it has told just now, in whole milliseconds: never later than it is there, so that
 * nothing which begins with it lasts longer.
 *
 * @param readAt milliseconds since whenever
 */
export function clockFrom(readAt: number): () => number {
  const since = performance.now();
  return () => Math.floor(readAt + performance.now() - since);
}
