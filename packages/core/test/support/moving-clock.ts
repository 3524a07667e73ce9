/** A verifier whose clock and keys a test changes, to observe its cache. */
import { createVerifier, type KeySource, type VerificationKey } from '../../src/index.js';
import { benchFor } from './bench.js';
import type { EVERY_KIND } from './keys.js';
import { NOW } from './tokens.js';
import { verdictOf } from './verdict.js';

/** A verifier with a manual clock, in seconds. */
export function moving(options: object = {}, kind: (typeof EVERY_KIND)[number] = 'ES256') {
  const bench = benchFor(kind);
  const time = { now: NOW };
  const verifier = createVerifier({
    ...bench.options,
    ...options,
    clock: () => time.now * 1000,
  });
  return {
    bench,
    time,
    verifier,
    verdict: (token: string) => verdictOf(() => verifier.verify(token)),
  };
}

/** Other keys replace those of the bench. */
export const KEYLESS = { jwks: undefined, secrets: undefined };

/** A key source whose keys a test adds and removes. */
export function changing(keys: Map<string, VerificationKey>): KeySource {
  return { find: ({ kid }) => keys.get(kid ?? '') };
}
