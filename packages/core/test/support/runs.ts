/** How many times a property is tried: 1,000, or as `PORTCULLIS_RUNS` says. */
const asked = Number(process.env['PORTCULLIS_RUNS'] ?? 1000);

/**
 * @param share for a costly property, the part of the runs that it gets
 */
export function runs(share = 1): { readonly numRuns: number } {
  return { numRuns: Math.max(1, Math.ceil(asked * share)) };
}
