/**
 * Preloaded into Stryker, which has no option for it: keeps a random sample of the mutants and marks the others as
 * ignored. The sample depends on the seed and on the list of mutants alone.
 *
 * PORTCULLIS_SAMPLE is the size of the sample, PORTCULLIS_SEED its seed.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { PORTCULLIS_SAMPLE: size, PORTCULLIS_SEED: seed } = process.env;

// Stryker's own copy, wherever npm installed it.
const ofStryker = createRequire(
  createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json'),
);
const { Instrumenter } = await import(
  pathToFileURL(ofStryker.resolve('@stryker-mutator/instrumenter'))
);

const { instrument } = Instrumenter.prototype;
Instrumenter.prototype.instrument = async function (...given) {
  const result = await instrument.apply(this, given);
  const candidates = result.mutants.filter(({ status }) => status === undefined);
  const chosen = new Set(choose(candidates, Number(size)));
  console.log(`sample: ${chosen.size} of ${candidates.length} mutants, seed ${seed}`);
  for (const mutant of candidates) {
    if (chosen.has(mutant)) continue;
    mutant.status = 'Ignored';
    mutant.statusReason = `not in the sample of seed ${seed}`;
  }
  return result;
};

/** The mutants with the lowest hashes of the seed and their place in the list. */
function choose(mutants, count) {
  const ranked = mutants.map((mutant, i) => ({
    mutant,
    rank: createHash('sha256').update(`${seed} ${i}`).digest('hex'),
  }));
  const lowest = ranked.toSorted((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, count);
  return lowest.map(({ mutant }) => mutant);
}
