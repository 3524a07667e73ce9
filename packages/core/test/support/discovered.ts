/** An issuer on a scripted server, found by its metadata. */
import type { RemoteJwksIssuer } from '../../src/keys/index.js';
import type { RemoteJwksOptions } from '../../src/index.js';
import { jwks, metadata, routes, type Answer, type JwksServer } from './jwks-server.js';
import { openRemote, published, type Remote } from './remote.js';

/** The paths of metadata in OpenID Connect Discovery and RFC 8414. */
export const OIDC = '/.well-known/openid-configuration';
export const OAUTH = '/.well-known/oauth-authorization-server';

/** A good issuer: metadata, and a key `a`. */
export const GOOD: Readonly<Record<string, Answer>> = {
  [OIDC]: metadata(),
  '/jwks': jwks([published('a')]),
};

/**
 * Opens an issuer that is found by its own address. Every back-off has its maximum length.
 *
 * @param path the path of the issuer after its origin
 */
export function discover(
  answers: Readonly<Record<string, Answer>>,
  options: RemoteJwksOptions & RemoteJwksIssuer = {},
  path = '',
): Promise<Remote> {
  const from = ({ origin }: JwksServer) => ({ issuer: origin + path, discover: true }) as const;
  return openRemote(routes(answers), options, 1, from);
}
