/** Sizes of the proofs, and how they print their results. */

/** A size from the environment. */
export function sizeFrom(variable: string, fallback: number): number {
  const size = Number(process.env[variable] ?? fallback);
  if (Number.isInteger(size) && size >= 1) return size;
  throw new Error(
    `${variable} is invalid: received ${process.env[variable]}, expected a whole number above 0`,
  );
}

/** The seed of this run: `PORTCULLIS_SEED`, or the current time. */
export const SEED = process.env['PORTCULLIS_SEED'] ?? String(Date.now());

/** Prints one line. Jest's console would wrap it. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
