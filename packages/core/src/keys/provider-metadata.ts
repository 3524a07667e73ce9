/** An issuer's metadata: where it is (OpenID Connect Discovery 1.0 §4, RFC 8414 §3), and what is read from it. */
import { ConfigurationError } from '../errors.js';
import { parseJsonFile, type JsonValue } from '../encoding/strict-json.js';
import { describeMismatch } from '../mismatch.js';
import { isAlgorithm, isSymmetric, type Algorithm } from '../jws/algorithms.js';
import { FetchRefusedError } from './fetch-failure.js';
import { isInternalHost } from './internal-host.js';
import { parseKeyAddress } from './jwks-address.js';

/** An issuer whose metadata says where its keys are. */
export interface Discovery {
  /** The exact `iss` of its tokens, which its metadata has to say too. */
  readonly issuer: string;
  /** True for where the issuer's own address says, which it must then be; else the address of the metadata. */
  readonly discover: true | string | URL;
}

/** What is read from metadata. */
export interface ProviderMetadata {
  readonly jwksUri: URL;
  /** What keys may be for; undefined where that is not for the metadata to say. */
  readonly algorithms: readonly Algorithm[] | undefined;
}

/** What metadata is read by. */
export interface MetadataRules {
  /** The issuer whose it has to be. */
  readonly issuer: string;
  /** Where it came from. */
  readonly address: URL;
  /** Whether the metadata says what keys may be for. */
  readonly narrows: boolean;
}

/**
 * Where an issuer's metadata may be, in the order in which to ask.
 *
 * @throws ConfigurationError for an issuer that is not a URL, and for an unsafe URL
 */
export function metadataAddresses({ issuer, discover }: Discovery): readonly [URL, ...URL[]] {
  if (discover !== true) return [parseKeyAddress(discover, 'discover')];
  const url = parseKeyAddress(issuer, 'issuer');
  if (/[?#]/.test(issuer)) {
    throw new ConfigurationError(
      'issuer',
      `${url.origin}${url.pathname} and more`,
      'an address without a query or fragment, or discover with the address of the metadata',
    );
  }
  const path = url.pathname.replace(/\/$/, '');
  return [
    new URL(`${url.origin}${path}/.well-known/openid-configuration`),
    new URL(`${url.origin}/.well-known/oauth-authorization-server${path}`),
  ];
}

/** @throws FetchRefusedError for a document that is not metadata, and for metadata of another issuer */
export function readMetadata(
  body: Buffer,
  { issuer, address, narrows }: MetadataRules,
): ProviderMetadata {
  const metadata = parseJsonFile(body);
  if (!metadata) throw refused('the answer is not metadata');
  // OpenID Connect Discovery §4.3, RFC 8414 §3.3: else one issuer could pass for another.
  if (metadata['issuer'] !== issuer) {
    const mismatch = describeMismatch({ received: metadata['issuer'], trusted: [issuer] });
    const message = `the metadata is that of another issuer: ${mismatch}`;
    throw new FetchRefusedError('other-issuer', message);
  }
  return {
    jwksUri: readJwksUri(metadata['jwks_uri'], address),
    algorithms: narrows ? readAlgorithms(metadata[SIGNING_ALGORITHMS]) : undefined,
  };
}

function readJwksUri(value: JsonValue | undefined, address: URL): URL {
  let url: URL;
  try {
    url = parseKeyAddress(typeof value === 'string' ? value : '', 'jwks_uri');
  } catch (cause) {
    throw refused('the jwks_uri of the metadata is not an address that keys may come from', cause);
  }
  if (url.protocol === 'http:' && address.protocol !== 'http:') {
    throw refused('the jwks_uri of the metadata is http, and the metadata is not');
  }
  // An issuer elsewhere must not send us to a port of our own machine, or of its network.
  if (isInternalHost(url) && !isInternalHost(address)) {
    throw refused('the jwks_uri of the metadata is of an internal host, and the metadata is not');
  }
  return url;
}

/** Of ID tokens alone: no metadata says what access tokens are signed with (OpenID Connect Discovery 1.0 §3). */
const SIGNING_ALGORITHMS = 'id_token_signing_alg_values_supported';

/**
 * What ID tokens are signed with. `none` and secrets are never what a published key is for, and a name that is not
 * known can't be used: none of them counts.
 */
function readAlgorithms(stated: JsonValue | undefined): readonly Algorithm[] | undefined {
  if (stated === undefined || stated === null) return undefined;
  if (!Array.isArray(stated)) throw refused('the algorithms of the metadata are not a list');
  const left = (stated as readonly JsonValue[])
    .filter(isAlgorithm)
    .filter((alg) => !isSymmetric(alg));
  if (left.length === 0)
    throw refused('the metadata has no algorithm that ID tokens can be verified with');
  return left;
}

function refused(message: string, cause?: unknown): FetchRefusedError {
  return new FetchRefusedError('not-metadata', message, {}, cause);
}
