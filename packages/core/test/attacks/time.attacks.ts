/** Rows 36–38 and 40: when a token is valid. The default tolerance is 5 seconds. */
import type { TokenErrorCode } from '../../src/index.js';
import { claimsText, mint, mintRaw, NOW } from '../support/tokens.js';
import { attack, variants, type TokenAttack } from './attack.js';

const DAY = 86_400;

const NO_TIME: Readonly<Record<string, string>> = {
  'a string': `"${NOW + 600}"`,
  true: 'true',
  'an array': `[${NOW + 600}]`,
  'an object': '{}',
  0: '0',
  '−1': '-1',
  '1e400': '1e400',
  '−1e400': '-1e400',
  'an ISO date': '"2027-01-15T08:00:00Z"',
};

/** An absent `exp` has a code of its own; `nbf` 0 says "always", as some issuers write it. */
function noTimesOf(claim: string): Readonly<Record<string, string>> {
  if (claim === 'exp') return NO_TIME;
  const entries = Object.entries({ ...NO_TIME, null: 'null' });
  return Object.fromEntries(
    entries.filter(([, text]) => claim === 'iat' || Number(text) !== 0 || text === 'null'),
  );
}

const noTimes: readonly TokenAttack[] = ['exp', 'nbf', 'iat'].flatMap((claim) =>
  variants(noTimesOf(claim), (name, text) =>
    attack(claim === 'exp' ? 36 : 40, `${claim} is ${name}`, 'ERR_CLAIM_INVALID', ({ key }) => ({
      attacked: mintRaw(key, { payload: claimsText({ [claim]: text }) }),
      twin: mintRaw(key, {
        payload: claimsText({ [claim]: String(claim === 'exp' ? NOW + 600 : NOW - 60) }),
      }),
    })),
  ),
);

const expNull = attack(36, 'exp is null', 'ERR_CLAIM_MISSING', ({ key }) => ({
  attacked: mintRaw(key, { payload: claimsText({ exp: 'null' }) }),
  twin: mintRaw(key, { payload: claimsText({ exp: String(NOW + 600) }) }),
}));

interface Moments {
  readonly bad: Readonly<Record<string, number | undefined>>;
  readonly good: Readonly<Record<string, number | undefined>>;
}

const lifetimes = variants<Moments & { readonly code: TokenErrorCode }>(
  {
    'exp in milliseconds': {
      code: 'ERR_TOKEN_LIFETIME',
      bad: { exp: (NOW + 600) * 1000 },
      good: { exp: NOW + 600 },
    },
    'a lifetime of 30 days and a second': {
      code: 'ERR_TOKEN_LIFETIME',
      bad: { iat: NOW, exp: NOW + 30 * DAY + 1 },
      good: { iat: NOW, exp: NOW + 30 * DAY },
    },
    'a lifetime of 30 days and a second from now, without iat': {
      code: 'ERR_TOKEN_LIFETIME',
      bad: { iat: undefined, exp: NOW + 30 * DAY + 1 },
      good: { iat: undefined, exp: NOW + 30 * DAY },
    },
    'an iat moved into the past to be always fresh': {
      code: 'ERR_TOKEN_LIFETIME',
      bad: { iat: 1, exp: NOW + 600 },
      good: { iat: NOW - 1, exp: NOW + 600 },
    },
    'no exp': { code: 'ERR_CLAIM_MISSING', bad: { exp: undefined }, good: { exp: NOW + 600 } },
  },
  (name, { code, bad, good }) =>
    attack(37, name, code, ({ key }) => ({
      attacked: mint(key, { claims: bad }),
      twin: mint(key, { claims: good }),
    })),
);

const expired = variants<Moments>(
  {
    'exp = now − tolerance': { bad: { exp: NOW - 5 }, good: { exp: NOW - 4 } },
    'exp a second before that': { bad: { exp: NOW - 6 }, good: { exp: NOW - 4 } },
    'exp a fraction before the end of the tolerance': {
      bad: { exp: NOW - 5.25 },
      good: { exp: NOW - 4.75 },
    },
    'exp an hour ago': { bad: { exp: NOW - 3600, iat: NOW - 7200 }, good: { exp: NOW + 3600 } },
  },
  (name, { bad, good }) =>
    attack(38, name, 'ERR_TOKEN_EXPIRED', ({ key }) => ({
      attacked: mint(key, { claims: bad }),
      twin: mint(key, { claims: good }),
    })),
);

const expiredWithoutTolerance = attack(
  38,
  'exp = now, with no tolerance',
  'ERR_TOKEN_EXPIRED',
  ({ key, options }) => ({
    attacked: mint(key, { claims: { exp: NOW } }),
    twin: mint(key, { claims: { exp: NOW + 1 } }),
    options: { ...options, clockTolerance: 0 },
  }),
);

const early = variants<Moments>(
  {
    'nbf a second past the tolerance': { bad: { nbf: NOW + 6 }, good: { nbf: NOW + 5 } },
    'nbf in an hour': { bad: { nbf: NOW + 3600 }, good: { nbf: NOW - 3600 } },
    'iat a second past the tolerance': { bad: { iat: NOW + 6 }, good: { iat: NOW + 5 } },
    'iat in an hour': { bad: { iat: NOW + 3600, exp: NOW + 7200 }, good: { exp: NOW + 7200 } },
  },
  (name, { bad, good }) =>
    attack(40, name, 'ERR_TOKEN_NOT_YET_VALID', ({ key }) => ({
      attacked: mint(key, { claims: bad }),
      twin: mint(key, { claims: good }),
    })),
);

const backwards = attack(40, 'iat after exp', 'ERR_CLAIM_INVALID', ({ key }) => ({
  attacked: mint(key, { claims: { iat: NOW + 3, exp: NOW + 2 } }),
  twin: mint(key, { claims: { iat: NOW + 2, exp: NOW + 2 } }),
}));

export const timeAttacks: readonly TokenAttack[] = [
  ...noTimes,
  expNull,
  ...lifetimes,
  ...expired,
  expiredWithoutTolerance,
  ...early,
  backwards,
];
