/**
 * Returns a clock that continues from the store's time, in whole milliseconds. It is never ahead of the store, so that
 * nothing lasts longer than intended.
 *
 * @param readAt the store's time when it was read just now, in milliseconds
 */
export function clockFrom(readAt: number): () => number {
  const since = performance.now();
  return () => Math.floor(readAt + performance.now() - since);
}
