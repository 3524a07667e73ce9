/** Mistakes in the budget of fetches for unknown key IDs. */
const policy = 'packages/core/src/keys/refresh-policy.ts';
const remote = 'packages/core/src/keys/remote-jwks.ts';

export const unknownKidBugs = [
  {
    name: 'one stray token spends the whole budget of unknown key IDs',
    file: policy,
    find: 'Math.max(state.unknownKidAt, full) + unknownKidMs',
    replace: 'now + unknownKidMs',
  },
  {
    name: 'the budget of unknown key IDs has no maximum',
    file: policy,
    find: 'Math.max(state.unknownKidAt, full) + unknownKidMs',
    replace: '(state.unknownKidAt > 0 ? state.unknownKidAt : full) + unknownKidMs',
  },
  {
    name: 'the budget of unknown key IDs is refilled at once',
    file: policy,
    find: 'Math.max(state.unknownKidAt, full) + unknownKidMs',
    replace: '(now >= state.unknownKidAt + BURST ? full : state.unknownKidAt) + unknownKidMs',
  },
  {
    name: 'the budget of unknown key IDs is six',
    file: policy,
    find: '(BURST - 1) * unknownKidMs',
    replace: 'BURST * unknownKidMs',
  },
  {
    name: 'a missing key ID is forgotten immediately',
    file: remote,
    find: 'new MissingKeyIds(settings.unknownKidMs)',
    replace: 'new MissingKeyIds(1)',
  },
];
