/** Mistakes in what stores do under faults: lost races, clocks that differ, writes that come too late. */
const races = 'packages/issuer/src/stores/lost-races.ts';
const postgresKeys = 'packages/issuer/src/stores/postgres-keys.ts';
const postgresSessions = 'packages/issuer/src/stores/postgres-sessions.ts';
const postgresRevocations = 'packages/issuer/src/stores/postgres-revocations.ts';

export const storeFaultBugs = [
  {
    name: 'a lost race is an outage',
    file: races,
    find: "new Set(['40001', '40P01'])",
    replace: "new Set(['40P01'])",
  },
  {
    name: 'a deadlock is an outage',
    file: races,
    find: "new Set(['40001', '40P01'])",
    replace: "new Set(['40001'])",
  },
  {
    name: 'a lost race is tried for ever',
    file: races,
    find: 'attempt >= MOST_TRIES || ',
    replace: '',
  },
  {
    name: 'whatever fails is tried again',
    file: races,
    find: ' || !isLostRace(error)',
    replace: '',
  },
  ...[
    ['keys', postgresKeys],
    ['sessions', postgresSessions],
    ['revocations', postgresRevocations],
  ].map(([what, file]) => ({
    name: `a lost race is an outage for ${what}`,
    file,
    find: 'const retrying = retryingLostRaces(db);',
    replace: 'const retrying = db;',
  })),
];
