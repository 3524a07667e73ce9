/** How much a proof tries, and how it says what came of it. */

/** A size from the environment. */
export function sizeFrom(variable: string, fallback: number): number {
  const size = Number(process.env[variable] ?? fallback);
  if (Number.isInteger(size) && size >= 1) return size;
  throw new Error(
    `${variable} is invalid: received ${process.env[variable]}, expected a whole number above 0`,
  );
}

/** The seed of this run: `PORTCULLIS_SEED`, or one of the clock. */
export const SEED = process.env['PORTCULLIS_SEED'] ?? String(Date.now());

/** One line for the person who runs the proof; Jest's own console would wrap it. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
