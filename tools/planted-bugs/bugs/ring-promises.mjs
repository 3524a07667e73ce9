/** Mistakes in the times that processes of one issuer have promised, when a deployment changes them. */
const promises = 'packages/issuer/src/key-ring/ring-promises.ts';
const plan = 'packages/issuer/src/key-ring/ring-plan.ts';

export const ringPromiseBugs = [
  {
    name: 'a shorter time applies immediately',
    file: promises,
    find: '(own === ms ? RENEWED_EVERY_MS : keptMs)',
    replace: '(own === ms ? RENEWED_EVERY_MS : 0)',
  },
  {
    name: 'a shorter time applies before the last caches expire',
    file: promises,
    find: 'keptMs: RENEWED_EVERY_MS + times.reduce((sum, ms) => sum + ms, 0)',
    replace: 'keptMs: RENEWED_EVERY_MS + 0 * times.length',
  },
  {
    name: 'a promise is forgotten while it still applies',
    file: promises,
    find: '(own === ms ? RENEWED_EVERY_MS : keptMs)',
    replace: '(own === ms ? Number.POSITIVE_INFINITY : keptMs)',
  },
  {
    name: 'a longer time is not noted',
    file: promises,
    find: '  if (own > ms) return true;\n',
    replace: '',
  },
  {
    name: 'keys use the options of the rotating process',
    file: plan,
    find: 'planRotation(fitting, kept, { now, force, isNew })',
    replace: 'planRotation(fitting, settings, { now, force, isNew })',
  },
  {
    name: 'the result of a rotation uses the options of the process',
    file: plan,
    find: 'mayActivateAt: mayActivateAt(key, kept) }',
    replace: 'mayActivateAt: mayActivateAt(key, settings) }',
  },
  {
    name: 'the timeline uses the options of the process',
    file: 'packages/issuer/src/key-ring/ring-timeline.ts',
    find: 'timesOf(key, ring, kept)]',
    replace: 'timesOf(key, ring, settings)]',
  },
  {
    name: 'merging two rings drops the promises of one',
    file: 'packages/issuer/src/key-ring/ring-lineage.ts',
    find: 'const promised = joinedPromises(loaded.promised, seen.promised);',
    replace: 'const promised = seen.promised;',
  },
  {
    name: 'a promise lost by the store is forgotten if the keys are unchanged',
    file: 'packages/issuer/src/key-ring/ring-lineage.ts',
    find: ' && isDeepStrictEqual(promised, loaded.promised)',
    replace: '',
  },
];
