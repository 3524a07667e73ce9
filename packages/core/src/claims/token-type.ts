/** Which kind of JWT a token is: one kind is never taken for another (RFC 8725 §3.11 and §3.12). */
import { asciiLowercase } from '../encoding/ascii.js';
import { TokenError } from '../errors.js';
import type { JsonObject } from '../encoding/strict-json.js';

/**
 * The kind of token an issuer's tokens are verified as: `access` (the default) is for APIs; `id` is an OpenID
 * Connect ID token, for signing a user in.
 */
export type TokenType = 'access' | 'id';

/** Header types and telling claims of one kind of token. */
export interface TokenTypeRule {
  readonly name: TokenType;
  /**
   * Accepted `typ` values: as they are usually written, and in lower case without `application/`. null stands for an
   * absent `typ`.
   */
  readonly typ: ReadonlySet<string | null>;
  /** The claims that tell the kind, where some are ignored; undefined where all of them do. */
  readonly telling: readonly string[] | undefined;
}

const DEFAULT_TYP: Readonly<Record<TokenType, readonly (string | null)[]>> = {
  access: ['JWT', 'at+jwt', null],
  id: ['JWT', null],
};

/** Claims that only another kind of token has. Each is read by name: that is what the engine is fast at. */
const HAS_FOREIGN_CLAIM: Readonly<Record<TokenType, (claims: JsonObject) => boolean>> = {
  // ID tokens (OpenID Connect Core §2), logout and security event tokens (RFC 8417), DPoP proofs (RFC 9449 §4.2)
  access: (claims) =>
    claims['at_hash'] !== undefined ||
    claims['c_hash'] !== undefined ||
    claims['s_hash'] !== undefined ||
    isEventOrProof(claims),
  // access tokens (RFC 9068 §2.2), and again event tokens and proofs
  id: (claims) =>
    claims['scope'] !== undefined ||
    claims['scp'] !== undefined ||
    claims['client_id'] !== undefined ||
    isEventOrProof(claims),
};

function isEventOrProof(claims: JsonObject): boolean {
  return (
    claims['events'] !== undefined || claims['htm'] !== undefined || claims['htu'] !== undefined
  );
}

/** The same claims as a list: to name the one at fault, and for issuers that use some in a meaning of their own. */
const FOREIGN_CLAIMS: Readonly<Record<TokenType, readonly string[]>> = {
  access: ['at_hash', 'c_hash', 's_hash', 'events', 'htm', 'htu'],
  id: ['scope', 'scp', 'client_id', 'events', 'htm', 'htu'],
};
/** Claims in which tokens say what kind they are. */
const KIND_CLAIMS = ['token_use', 'typ', 'token_type', 'tokenType', 'type'] as const;

/** The claims that tell a token of this kind from others. */
export const TELLING_CLAIMS: Readonly<Record<TokenType, readonly string[]>> = {
  access: [...FOREIGN_CLAIMS.access, ...KIND_CLAIMS, 'nonce'],
  id: [...FOREIGN_CLAIMS.id, ...KIND_CLAIMS],
};

const ALWAYS_FOREIGN = ['refresh', 'refreshtoken', 'offline', 'logout', 'logouttoken'];
/** The values of these claims that are another kind: in lower case, without the hyphens and underscores that some have. */
const FOREIGN_KINDS: Readonly<Record<TokenType, ReadonlySet<string>>> = {
  access: new Set([...ALWAYS_FOREIGN, 'id', 'idtoken']),
  id: new Set([...ALWAYS_FOREIGN, 'access', 'accesstoken', 'bearer']),
};
/** Values by which a token says that it is an access token. */
const ACCESS_KINDS: ReadonlySet<unknown> = new Set(['Bearer', 'access']);

/** What is special about an issuer's tokens of a kind. */
export interface TokenTypeSettings {
  /** The header types that are accepted. */
  readonly typ?: readonly (string | null)[] | undefined;
  /** Claims that do not tell the kind of its tokens: some of {@link TELLING_CLAIMS}. */
  readonly ignored?: readonly string[] | undefined;
}

/** Builds the rule for a kind. */
export function tokenTypeRule(
  name: TokenType,
  { typ = DEFAULT_TYP[name], ignored = [] }: TokenTypeSettings = {},
): TokenTypeRule {
  return {
    name,
    typ: new Set(typ.flatMap((type) => (type === null ? null : [type, normalize(type)]))),
    telling:
      ignored.length === 0
        ? undefined
        : TELLING_CLAIMS[name].filter((claim) => !ignored.includes(claim)),
  };
}

/**
 * @throws TokenError `ERR_TOKEN_TYPE` when the token is of another kind
 */
export function assertTokenType(
  rule: TokenTypeRule,
  typ: string | undefined,
  claims: JsonObject,
): void {
  if (!acceptsTyp(rule, typ)) {
    throw new TokenError('ERR_TOKEN_TYPE', `typ is not that of an ${rule.name} token`);
  }
  const { name, telling } = rule;
  const told = telling === undefined ? claims : only(claims, telling);
  if (HAS_FOREIGN_CLAIM[name](told)) {
    const claim = FOREIGN_CLAIMS[name].find((foreign) => told[foreign] !== undefined) as string;
    throw ofAnotherKind(`a claim of another kind of token than an ${name} token`, claim);
  }
  if (namesForeignKind(FOREIGN_KINDS[name], told)) {
    const claim = KIND_CLAIMS.find((kind) => isAmong(FOREIGN_KINDS[name], told[kind])) as string;
    throw ofAnotherKind('a claim that names another kind of token', claim);
  }
  if (name === 'access' && told['nonce'] !== undefined && !saysAccess(typ, told)) {
    throw ofAnotherKind('a nonce, as ID tokens have', 'nonce');
  }
}

function ofAnotherKind(what: string, claim: string): TokenError {
  return new TokenError('ERR_TOKEN_TYPE', `the token has ${what}: ${claim}`, { claim });
}

/** Some of the claims. Their names are ours: no object inherits one. */
function only(claims: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, claims[name]]));
}

/** As it is written first: to bring each to lower case would cost more. */
function acceptsTyp({ typ: accepted }: TokenTypeRule, typ: string | undefined): boolean {
  return typ === undefined ? accepted.has(null) : accepted.has(typ) || accepted.has(normalize(typ));
}

function namesForeignKind(foreign: ReadonlySet<string>, claims: JsonObject): boolean {
  return (
    isAmong(foreign, claims['token_use']) ||
    isAmong(foreign, claims['typ']) ||
    isAmong(foreign, claims['token_type']) ||
    isAmong(foreign, claims['tokenType']) ||
    isAmong(foreign, claims['type'])
  );
}

function isAmong(foreign: ReadonlySet<string>, kind: unknown): boolean {
  return typeof kind === 'string' && foreign.has(asciiLowercase(kind).replace(/[-_]/g, ''));
}

/** An ID token's `nonce` is copied into access tokens by older Keycloaks, which then say what they are. */
function saysAccess(typ: string | undefined, { token_use: use, typ: kind }: JsonObject): boolean {
  return (
    ACCESS_KINDS.has(use) ||
    ACCESS_KINDS.has(kind) ||
    (typ !== undefined && normalize(typ) === 'at+jwt')
  );
}

/** Media types compare without case, and `application/` may be left out (RFC 7515 §4.1.9). */
function normalize(typ: string): string {
  const lower = asciiLowercase(typ);
  return lower.startsWith('application/') ? lower.slice('application/'.length) : lower;
}
