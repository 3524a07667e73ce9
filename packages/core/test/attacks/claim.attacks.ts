/** Rows 41 and 43–45: issuer, audience, subject and kind of a token. */
import type { TokenErrorCode, VerifierOptions } from '../../src/index.js';
import type { Bench } from '../support/bench.js';
import { AUDIENCE, ISSUER, mint, NOW, type Members } from '../support/tokens.js';
import { attack, variants, type TokenAttack } from './attack.js';

const claimCase = (
  row: number,
  claim: string,
  code: TokenErrorCode,
  values: Readonly<Record<string, unknown>>,
  good: unknown,
): readonly TokenAttack[] =>
  variants(values, (name, value) =>
    attack(row, `${claim} is ${name}`, code, ({ key }) => ({
      attacked: mint(key, { claims: { [claim]: value } }),
      twin: mint(key, { claims: { [claim]: good } }),
    })),
  );

const issuers = [
  ...claimCase(
    41,
    'iss',
    'ERR_ISSUER_UNKNOWN',
    {
      'a prefix': ISSUER.slice(0, -1),
      'an extension': `${ISSUER}.attacker.example`,
      'a suffix': ISSUER.slice(1),
      'with a trailing slash': `${ISSUER}/`,
      'in upper case': ISSUER.toUpperCase(),
      'in upper case in the host': 'https://Issuer.example',
      'with the default port': 'https://issuer.example:443',
      'followed by a dot': 'https://issuer.example.',
      'with a homoglyph': ISSUER.replace('i', '\u0456'),
      'with a zero-width space': `${ISSUER}\u200b`,
      'followed by a space': `${ISSUER} `,
      'followed by a NUL': `${ISSUER}\0`,
      'with http': ISSUER.replace('https', 'http'),
      'with a user name': ISSUER.replace('//', '//issuer@'),
      'an empty string': '',
      __proto__: '__proto__',
    },
    ISSUER,
  ),
  ...claimCase(
    41,
    'iss',
    'ERR_CLAIM_INVALID',
    { 'an array': [ISSUER], 'an object': { iss: ISSUER }, 'a number': 1, null: null, true: true },
    ISSUER,
  ),
  ...claimCase(41, 'iss', 'ERR_CLAIM_MISSING', { missing: undefined }, ISSUER),
];

const audiences = [
  ...claimCase(
    43,
    'aud',
    'ERR_CLAIM_INVALID',
    {
      'an object': { aud: AUDIENCE },
      'an object that looks like an array': { 0: AUDIENCE, length: 1 },
      nested: [[AUDIENCE]],
      'an array that holds a number': [AUDIENCE, 1],
      'an array that holds null': [AUDIENCE, null],
      'an array that holds an empty text': [AUDIENCE, ''],
      'an empty array': [],
      'an empty string': '',
      'a number': 1,
      true: true,
    },
    [AUDIENCE, 'https://other.example'],
  ),
  ...claimCase(
    43,
    'aud',
    'ERR_AUDIENCE_MISMATCH',
    {
      'a substring': AUDIENCE.slice(0, -1),
      'an extension': `${AUDIENCE}.attacker.example`,
      'joined with commas': `${AUDIENCE},https://other.example`,
      'joined with spaces': `${AUDIENCE} https://other.example`,
      'in another case': AUDIENCE.toUpperCase(),
      'with a trailing slash': `${AUDIENCE}/`,
      'of others only': ['https://other.example', 'https://another.example'],
      'the issuer': ISSUER,
    },
    AUDIENCE,
  ),
  ...claimCase(43, 'aud', 'ERR_CLAIM_MISSING', { missing: undefined, null: null }, AUDIENCE),
];

/** An ID token that another client holds, presented here (OpenID Connect Core §3.1.3.7). */
const idTokensOfOthers = variants<Members>(
  {
    'a further audience': { aud: [AUDIENCE, 'other'] },
    'a further audience, which it was issued to': { aud: [AUDIENCE, 'other'], azp: 'other' },
    'another party': { azp: 'other' },
  },
  (name, claims) =>
    attack(43, `an ID token of ${name}`, 'ERR_AUDIENCE_MISMATCH', ({ key, options }) => ({
      attacked: mint(key, { claims }),
      twin: mint(key, { claims: { aud: [AUDIENCE], azp: AUDIENCE } }),
      options: { ...options, tokenType: 'id' },
    })),
);

const NO_TEXT = { 'a number': 1, 'an object': {}, 'an array': ['user-1'], empty: '', true: true };

const subjects = [
  ...claimCase(44, 'sub', 'ERR_CLAIM_INVALID', NO_TEXT, 'user-1'),
  ...claimCase(44, 'jti', 'ERR_CLAIM_INVALID', { ...NO_TEXT, null: null }, 'id-1'),
  ...claimCase(44, 'sub', 'ERR_CLAIM_MISSING', { missing: undefined, null: null }, 'user-1'),
];

interface Kind {
  readonly header: Members;
  readonly claims: Members;
}

/** Tokens as their standards describe them, one for each mark of their kind. */
const KINDS: Readonly<Record<string, Kind>> = {
  'a plain access token': { header: {}, claims: {} },
  'an access token (RFC 9068)': {
    header: { typ: 'at+jwt' },
    claims: { client_id: 'app', scope: 'read', jti: 'id-1' },
  },
  'an ID token by its nonce': { header: {}, claims: { nonce: 'n-1', azp: 'app' } },
  'an ID token by its at_hash': { header: {}, claims: { at_hash: 'hash' } },
  'an ID token by its c_hash': { header: {}, claims: { c_hash: 'hash' } },
  'an ID token by its token_use': { header: {}, claims: { token_use: 'id' } },
  'an ID token by its own typ': { header: {}, claims: { typ: 'ID' } },
  'a logout token by its typ': { header: { typ: 'logout+jwt' }, claims: { sid: 's-1' } },
  'a logout token by its events': {
    header: {},
    claims: { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
  },
  'a refresh token by its typ': { header: { typ: 'rt+jwt' }, claims: {} },
  'a refresh token by its own typ': { header: {}, claims: { typ: 'Refresh' } },
  'an offline token by its own typ': { header: {}, claims: { typ: 'Offline' } },
  'a refresh token by its token_use': { header: {}, claims: { token_use: 'refresh' } },
  'a DPoP proof by its typ': { header: { typ: 'dpop+jwt' }, claims: {} },
  'a DPoP proof by its claims': {
    header: {},
    claims: { htm: 'GET', htu: 'https://api.example/', jti: 'id-1' },
  },
  'a security event token by its typ': { header: { typ: 'secevent+jwt' }, claims: {} },
  'an ID token by a typ of its own': { header: { typ: 'id+jwt' }, claims: {} },
};

const ACCESS = ['a plain access token', 'an access token (RFC 9068)'];
const isId = (name: string) => name.startsWith('an ID token by') && !name.endsWith('of its own');

const inPlaceOf = (
  place: string,
  options: (bench: Bench) => VerifierOptions,
  twin: Kind,
  isRight: (name: string) => boolean,
): readonly TokenAttack[] =>
  variants(
    Object.fromEntries(Object.entries(KINDS).filter(([name]) => !isRight(name))),
    (name, kind) =>
      attack(45, `${name} in place of ${place}`, 'ERR_TOKEN_TYPE', (bench) => ({
        attacked: mint(bench.key, kind),
        twin: mint(bench.key, twin),
        options: options(bench),
      })),
  );

/** A verifier whose configured typ is that of one kind of token accepts only that kind. */
const BY_CONFIGURED_TYP = [
  'a logout token by its typ',
  'a refresh token by its typ',
  'a DPoP proof by its typ',
  'a security event token by its typ',
];

const configuredTyp = BY_CONFIGURED_TYP.flatMap((own) => {
  const twin = KINDS[own] ?? { header: {}, claims: {} };
  const typ = String(twin.header['typ']);
  return inPlaceOf(
    `one of the configured typ ${typ}`,
    ({ options }) => ({ ...options, typ: [typ] }),
    twin,
    (name) => name === own,
  );
});

const typeMatrix: readonly TokenAttack[] = [
  ...inPlaceOf(
    'an access token',
    ({ options }) => options,
    { header: {}, claims: {} },
    (name) => ACCESS.includes(name),
  ),
  ...inPlaceOf(
    'an access token (RFC 9068)',
    ({ options }) => ({ ...options, typ: ['at+jwt'] }),
    { header: { typ: 'application/AT+JWT' }, claims: { client_id: 'app' } },
    (name) => name === 'an access token (RFC 9068)',
  ),
  ...inPlaceOf(
    'an ID token',
    ({ options }) => ({ ...options, tokenType: 'id' }),
    { header: {}, claims: { nonce: 'n-1', at_hash: 'hash', auth_time: NOW - 60 } },
    (name) => isId(name) || name === 'a plain access token',
  ),
  ...variants<Members>(
    {
      scope: { scope: 'read' },
      scp: { scp: ['read'] },
      client_id: { client_id: 'app' },
      'token_use access': { token_use: 'access' },
      'typ Bearer': { typ: 'Bearer' },
    },
    (name, claims) =>
      attack(
        45,
        `an access token by its ${name} in place of an ID token`,
        'ERR_TOKEN_TYPE',
        (b) => ({
          attacked: mint(b.key, { claims }),
          twin: mint(b.key, {}),
          options: { ...b.options, tokenType: 'id' },
        }),
      ),
  ),
];

/** A token that is bound to a key is stolen and presented without the key (RFC 7800 §3.1, RFC 9449 §7.1). */
const bound = variants<unknown>(
  {
    'a key of DPoP': { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' },
    'a certificate': { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' },
    'an unknown method': { 'method-of-2031': 'x' },
    nothing: {},
    null: null,
  },
  (name, cnf) =>
    attack(45, `a token bound to ${name} as a bearer token`, 'ERR_TOKEN_BOUND', ({ key }) => ({
      attacked: mint(key, { claims: { cnf } }),
      twin: mint(key, {}),
    })),
);

export const claimAttacks: readonly TokenAttack[] = [
  ...issuers,
  ...audiences,
  ...idTokensOfOthers,
  ...subjects,
  ...typeMatrix,
  ...bound,
  ...configuredTyp,
];
