/** Mistakes in the times that processes of one issuer have promised, when a deployment changes them. */
const promises = 'packages/issuer/src/key-ring/ring-promises.ts';
const plan = 'packages/issuer/src/key-ring/ring-plan.ts';

export const ringPromiseBugs = [
  {
    name: 'a shorter time holds at once',
    file: promises,
    find: '(own === ms ? RENEWED_EVERY_MS : keptMs)',
    replace: '(own === ms ? RENEWED_EVERY_MS : 0)',
  },
  {
    name: 'a shorter time holds while caches that were filled last are left',
    file: promises,
    find: 'keptMs: RENEWED_EVERY_MS + times.reduce((sum, ms) => sum + ms, 0)',
    replace: 'keptMs: RENEWED_EVERY_MS + 0 * times.length',
  },
  {
    name: 'a promise is said once, and forgotten while it is still made',
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
    name: 'keys sign and go by the options of the process that rotates',
    file: plan,
    find: 'planRotation(fitting, kept, { now, force, isNew })',
    replace: 'planRotation(fitting, settings, { now, force, isNew })',
  },
  {
    name: 'an answer to a rotation goes by the options of the process',
    file: plan,
    find: 'mayActivateAt: mayActivateAt(key, kept) }',
    replace: 'mayActivateAt: mayActivateAt(key, settings) }',
  },
  {
    name: 'the timeline goes by the options of the process',
    file: 'packages/issuer/src/key-ring/ring-timeline.ts',
    find: 'timesOf(key, ring, kept)]',
    replace: 'timesOf(key, ring, settings)]',
  },
  {
    name: 'of two rings that become one, one forgets its promises',
    file: 'packages/issuer/src/key-ring/ring-lineage.ts',
    find: 'const promised = joinedPromises(loaded.promised, seen.promised);',
    replace: 'const promised = seen.promised;',
  },
  {
    name: 'a promise that a store has lost is forgotten where its keys are the same',
    file: 'packages/issuer/src/key-ring/ring-lineage.ts',
    find: ' && isDeepStrictEqual(promised, loaded.promised)',
    replace: '',
  },
];
