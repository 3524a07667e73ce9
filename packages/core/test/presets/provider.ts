/** Tests for every preset: tokens of its provider are accepted, those of its neighbours are rejected. */
import { readFileSync } from 'node:fs';
import {
  ConfigurationError,
  createVerifier,
  rolesOf,
  scopesOf,
  type ErrorCode,
  type TokenVerifier,
} from '../../src/index.js';
import type { RemoteIssuerOptions } from '../../src/presets/index.js';
import { clock } from '../support/bench.js';
import { keyOf, type KeyKind } from '../support/keys.js';
import { mint, type Members } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';

/** Header and claims of a token, or changes of them; undefined members are left out. */
export interface TokenParts {
  readonly header?: Members;
  readonly claims?: Members;
}

/** A preset, and a provider that signs with a key of its own. */
export interface Played {
  readonly preset: RemoteIssuerOptions;
  /** The recorded discovery document. */
  readonly recorded: string;
  /** A token as this provider makes it. */
  readonly token: TokenParts;
  /** The algorithm of its tokens. Default RS256. */
  readonly kind?: KeyKind;
  /** Where the preset finds roles and scopes in the token. Default: nowhere. */
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  /** Other good tokens of the provider. */
  readonly accepted?: readonly (readonly [what: string, change: TokenParts])[];
  /** Tokens of a neighbour, each with the code of its rejection. */
  readonly refused: readonly (readonly [what: string, change: TokenParts, code: ErrorCode])[];
}

interface Discovery {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly id_token_signing_alg_values_supported: readonly string[];
}

/** A verifier with the preset and with static keys of the provider instead of their address. */
export function verifierOf(
  { jwksUri: _address, ...preset }: RemoteIssuerOptions,
  kind: KeyKind = 'RS256',
): TokenVerifier {
  const trusted = { ...preset, jwks: { keys: [keyOf(kind).jwk] } };
  return createVerifier({ issuers: [trusted], clock });
}

export function describePlayed(played: Played): void {
  describeIssuer(played);
  describeTokens(played);
  describeLaidOver(played);
}

function describeIssuer({ preset, recorded }: Played): void {
  it('has the issuer and JWKS of the discovery document', () => {
    const file = new URL(`./recorded/${recorded}.json`, import.meta.url);
    const document = JSON.parse(readFileSync(file, 'utf8')) as Discovery;
    expect(preset.issuer).toBe(document.issuer);
    expect(preset.jwksUri).toBe(document.jwks_uri);
    expect(preset.algorithms).toBeDefined();
    expect(document.id_token_signing_alg_values_supported).toEqual(
      expect.arrayContaining([...(preset.algorithms ?? [])]),
    );
  });

  it('works as the only issuer and as one of several', () => {
    expect(() => createVerifier(preset)).not.toThrow();
    expect(() => createVerifier({ issuers: [preset] })).not.toThrow();
  });
}

function describeTokens(played: Played): void {
  const { preset, token, kind = 'RS256', accepted = [], refused } = played;
  const verifier = verifierOf(preset, kind);
  const verdict = ({ header, claims }: TokenParts) => {
    const changed = {
      header: { ...token.header, ...header },
      claims: { ...token.claims, ...claims },
    };
    return verdictOf(() => verifier.verify(mint(keyOf(kind), changed)));
  };

  it.each([['as it comes', {}] as const, ...accepted])(
    'verifies a token of its provider: %s',
    async (_what, change) => {
      expect(await verdict(change)).toBe('accepted');
    },
  );

  it('finds roles and scopes where the provider writes them', async () => {
    const verified = await verifier.verify(mint(keyOf(kind), token));
    expect(rolesOf(verified)).toEqual(played.roles ?? []);
    expect(scopesOf(verified)).toEqual(played.scopes ?? []);
  });

  it('rejects its token with another key or algorithm', async () => {
    const forged = mint(keyOf(kind, 'attacker'), token);
    expect(await verdictOf(() => verifier.verify(forged))).toBe('ERR_SIGNATURE_INVALID');
    const other = mint(keyOf('RS512'), token);
    expect(await verdictOf(() => verifier.verify(other))).toBe('ERR_ALGORITHM_NOT_ALLOWED');
  });

  it('compares the issuer exactly', async () => {
    const { issuer } = preset;
    const iss = issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`;
    expect(await verdict({ claims: { iss } })).toBe('ERR_ISSUER_UNKNOWN');
  });

  it.each(refused)('rejects %s', async (_what, change, code) => {
    expect(await verdict(change)).toBe(code);
  });
}

/**
 * Options that are spread over a preset add to its conditions: stricter options never accept a token that the
 * preset rejects.
 */
function describeLaidOver({ preset, token, kind = 'RS256', refused }: Played): void {
  const more = {
    requiredClaims: ['seat'],
    requiredValues: { tenant: 'acme' },
    forbiddenClaims: ['guest'],
  };
  const verifier = verifierOf({ ...preset, ...more }, kind);
  const verdict = ({ header, claims }: TokenParts) => {
    const changed = {
      header: { ...token.header, ...header },
      claims: { ...token.claims, seat: 1, tenant: 'acme', ...claims },
    };
    return verdictOf(() => verifier.verify(mint(keyOf(kind), changed)));
  };

  it('accepts a token that meets the added options', async () => {
    expect(await verdict({})).toBe('accepted');
  });

  it.each(refused)('with added options still rejects %s', async (_what, change, code) => {
    expect(await verdict(change)).toBe(code);
  });

  it.each<[string, Members, ErrorCode]>([
    ['without a claim', { seat: undefined }, 'ERR_CLAIM_MISSING'],
    ['with another value', { tenant: 'evil' }, 'ERR_CLAIM_INVALID'],
    ['with a claim', { guest: true }, 'ERR_TOKEN_TYPE'],
  ])('rejects one %s that the added options require', async (_what, claims, code) => {
    expect(await verdict({ claims })).toBe(code);
  });
}

/** A wrong option: its path, its value, and the text of the error. */
export type WrongOption = readonly [option: string, given: unknown, message?: string];

/**
 * @param name the preset, with which the error's option begins
 * @param good valid options, except for the one under test
 */
export function describeOptions<Options extends object>(
  name: string,
  make: (options: Options) => unknown,
  good: Options,
  wrong: readonly WrongOption[],
): void {
  const rows = [...wrong, ['misspelt', 'x', UNKNOWN] as const];
  it.each(rows.map(([option, given, message = '']) => [option, given, message] as const))(
    'does not start with %s: %j',
    (option, given, message) => {
      const [first = ''] = option.split('.');
      expectWrong(() => make({ ...good, [first]: given }), `${name}.${option}`, message);
    },
  );

  it('does not start without options', () => {
    expectWrong(() => make(undefined as unknown as Options), name, 'received undefined');
  });
}

const UNKNOWN = 'known options are ';

function expectWrong(work: () => unknown, option: string, message: string): void {
  let error: unknown;
  try {
    work();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  expect((error as Error).message).toMatch(
    message === UNKNOWN
      ? /^Unknown option ".+": known options are .+/
      : /^Invalid option ".+": received .+, expected .+/,
  );
  expect((error as Error).message).toContain(message);
}
