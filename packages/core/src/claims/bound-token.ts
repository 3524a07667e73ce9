import { TokenError } from '../errors.js';
import type { JsonObject } from '../encoding/strict-json.js';
import type { ClaimsPolicy } from './claims-policy.js';

/**
 * Rejects a token that is bound to a key. Its sender has to prove that they hold that key, by DPoP (RFC 9449) or a
 * client certificate (RFC 8705), and no transport checks that proof. As a bearer token, a stolen one would work. The
 * content of `cnf` does not matter: an unknown method restricts the token as well (RFC 7800 §3.1).
 *
 * @throws TokenError `ERR_TOKEN_BOUND`
 */
export function assertUnbound(claims: JsonObject, { acceptsBound }: ClaimsPolicy): void {
  if (claims['cnf'] === undefined || acceptsBound) return;
  throw new TokenError('ERR_TOKEN_BOUND', 'the token is bound to a key: it is not a bearer token', {
    claim: 'cnf',
  });
}
