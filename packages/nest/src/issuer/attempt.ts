/** Runs a function now, and throws its error only when the result is read. A client is authenticated in between. */
export function attempt<T>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
