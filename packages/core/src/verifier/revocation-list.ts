/** The contract of a list of revoked tokens. */
import { ConfigurationError, TokenError } from '../errors.js';
import { describeValue } from '../time/duration.js';
import type { VerifiedToken } from './verified-token.js';

/** List of revoked tokens. `Revocations` of `@portcullis/issuer` implements it. */
export interface RevocationList {
  /**
   * Returns whether an otherwise valid token is revoked. Called for each token, cached ones included: answer from memory.
   * Only `false` accepts the token; a promise rejects it.
   *
   * @throws RevocationUnknownError if the list is not up to date (503); a TokenError to reject for another reason (401)
   */
  isRevoked(verified: VerifiedToken): boolean;
  /** Whose tokens it holds against itself, where it knows: a verifier that trusts none of them does not start. */
  readonly issuers?: ReadonlySet<string>;
}

/**
 * @param trusted the issuers of the verifier; undefined where they are not known yet
 * @throws ConfigurationError for what can't be asked, or is never asked of a token that it may know
 */
export function readRevocations(
  list: unknown,
  trusted?: readonly string[],
): RevocationList | undefined {
  if (list === undefined) return undefined;
  if (isList(list)) {
    assertShared(list.issuers, trusted);
    return list;
  }
  throw new ConfigurationError(
    'revocations',
    describeValue(list),
    'an object with isRevoked(verified)',
  );
}

/** `https://id.example` and `https://id.example/` are two issuers: every token of one would pass the other's list. */
function assertShared(own?: ReadonlySet<string>, trusted?: readonly string[]): void {
  if (!own || !trusted || trusted.some((issuer) => own.has(issuer))) return;
  throw new ConfigurationError(
    'revocations',
    `a list of the tokens of ${[...own].join(', ')}`,
    `one of the tokens of ${trusted.join(' or ')}, to the letter`,
  );
}

function isList(value: unknown): value is RevocationList {
  if (typeof value !== 'object' || value === null) return false;
  return 'isRevoked' in value && typeof value.isRevoked === 'function';
}

/** Whether a token is to be refused. */
export function isRevoked(list: RevocationList | undefined, verified: VerifiedToken): boolean {
  return list !== undefined && list.isRevoked(verified) !== false;
}

/** @throws TokenError `ERR_TOKEN_REVOKED` */
export function assertNotRevoked(list: RevocationList | undefined, verified: VerifiedToken): void {
  if (isRevoked(list, verified)) throw new TokenError('ERR_TOKEN_REVOKED', 'the token was revoked');
}
