/** Who asks and may, or what to answer instead: the same for every server. */
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

/** One of the two. A refusal has its status, its headers with the challenge, and its body. */
export type Decision =
  | { readonly user: VerifiedToken; readonly refusal?: undefined }
  | { readonly user?: undefined; readonly refusal: HttpOutcome };

/**
 * Verifies the bearer token of a request.
 *
 * @param roles one of them is needed; none: whoever is signed in
 * @throws what is no matter of the request: a bug, which is for the server to raise
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
    // The reason is for the log alone: a client could learn from it what to try next.
    if (error instanceof PortcullisError) console.warn(`refused: ${error.code}`);
    return { refusal };
  }
}
