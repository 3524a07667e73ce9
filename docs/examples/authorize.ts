/** Authorizes a request, for any server: returns the user, or the response that rejects the request. */
import { CredentialError, PortcullisError, rolesOf, type VerifiedToken } from '@portcullis/core';
import {
  findCredential,
  forbidden,
  outcomeOf,
  type HttpOutcome,
  type RequestLike,
  type WebRequestLike,
} from '@portcullis/core/bearer';
import { verifier } from './verifier.js';

/** The user, or the response to send instead: status, headers with the challenge, body. */
export type Decision =
  | { readonly user: VerifiedToken; readonly refusal?: undefined }
  | { readonly user?: undefined; readonly refusal: HttpOutcome };

/**
 * Verifies the bearer token of a request.
 *
 * @param roles the user needs one of them; without roles, every signed-in user is allowed
 * @throws any error that the request did not cause; the server should respond with 500
 */
export async function authorize(
  request: RequestLike | WebRequestLike,
  ...roles: readonly string[]
): Promise<Decision> {
  try {
    const token = findCredential(request);
    if (token === undefined) throw new CredentialError('ERR_CREDENTIAL_MISSING', 'no bearer token');
    const user = await verifier.verify(token);
    const held = rolesOf(user);
    const isAllowed = roles.length === 0 || roles.some((role) => held.includes(role));
    return isAllowed ? { user } : { refusal: forbidden() };
  } catch (error) {
    const refusal = outcomeOf(error); // 400, 401 or 503
    if (!refusal) throw error;
    // Log the reason, but do not send it: it would tell an attacker what to try next.
    if (error instanceof PortcullisError) console.warn(`request rejected: ${error.code}`);
    return { refusal };
  }
}
