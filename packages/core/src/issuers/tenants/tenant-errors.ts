/** Why a token is not answered for by a tenant. */
import { KeysUnavailableError, TokenError } from '../../errors.js';

/**
 * The issuer is nobody's.
 *
 * @param trusted the issuers that are; none where the application decides
 */
export function unknown(iss: string, trusted: Iterable<string> = []): TokenError {
  return new TokenError(
    'ERR_ISSUER_UNKNOWN',
    'the issuer is not trusted',
    { claim: 'iss' },
    { received: iss, trusted },
  );
}

/** Nobody can tell now. */
export function unavailable(
  why: string,
  { cause, seconds = 1 }: { readonly cause?: unknown; readonly seconds?: number } = {},
): KeysUnavailableError {
  return new KeysUnavailableError(`the issuer can not be looked up: ${why}`, seconds, cause);
}

/** Too many others are to be looked at first. */
export function noPlace(milliseconds = 0): KeysUnavailableError {
  const why = 'too many unverified tenants';
  return unavailable(why, { seconds: milliseconds / 1000 });
}

/** The verifier was closed: the same as its key sources say then. */
export function closed(): KeysUnavailableError {
  return new KeysUnavailableError('the key source is closed', 1);
}
