/** Does something now; what it throws is thrown where its result is asked for: not before a client is authenticated. */
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
