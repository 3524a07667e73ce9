/**
 * Counts how often Nest has read `canActivate` of the global guard. Nest reads it when it compiles a handler that the guard
 * protects, and again for each request.
 */
let count = 0;

/** Counts a reading. The getter `canActivate` of the global guard calls it. */
export function noteGuardRead(): void {
  count++;
}

/** Returns how many readings there were. */
export function guardReads(): number {
  return count;
}
