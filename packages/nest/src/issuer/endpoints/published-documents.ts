import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { listItems } from '@portcullis/core/bearer';
import { IssuerParts } from '../issuer-parts.js';
import { issuerMetadata } from './issuer-metadata.js';
import { isWebUrl } from '../options/read-issuer-options.js';
import type { TokenIssuerModuleExtras } from '../options/token-issuer.options.js';
import { ISSUER_EXTRAS } from '../token-issuer.tokens.js';

/** The response of a document. */
export interface PublishedDocument {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for 304. */
  readonly body?: object;
}

const MINUTES_10 = 600;

/** Creates the documents that this issuer publishes. */
@Injectable()
export class PublishedDocuments {
  constructor(
    @Inject(IssuerParts) private readonly parts: IssuerParts,
    @Inject(ISSUER_EXTRAS) private readonly extras: Required<TokenIssuerModuleExtras>,
  ) {}

  /**
   * Returns the JWK Set (RFC 7517 §5), which verifiers may cache for `jwksMaxAge`. 304 for a verifier with this
   * version.
   *
   * @param ifNoneMatch the `If-None-Match` header of the request
   * @throws StoreUnavailableError (503) while this process may not know every key
   */
  jwks(ifNoneMatch: string | readonly string[] | undefined): PublishedDocument {
    const { jwks, etag, maxAge } = this.parts.keyRing.publication();
    const headers = { ...cacheable(maxAge), ETag: etag };
    if (matches(ifNoneMatch, etag)) return { status: 304, headers };
    const type = { 'Content-Type': 'application/jwk-set+json' };
    return { status: 200, headers: { ...headers, ...type }, body: jwks };
  }

  /**
   * Returns the metadata of RFC 8414.
   *
   * @throws NotFoundException (404) if neither `issuer` nor `url` is a URL
   */
  oauth(): PublishedDocument {
    return { status: 200, headers: cacheable(MINUTES_10), body: this.#metadata() };
  }

  /**
   * Returns the OpenID Connect metadata (Discovery §3). The standard requires an authorization endpoint. Without one, the
   * document is served only with the option `openidConfiguration`, for verifiers that read no other. Verifiers accept only
   * the algorithms in it, so it lists those of every key in the JWKS, and is cached no longer than the JWKS.
   *
   * @throws NotFoundException (404) if it is not served; StoreUnavailableError (503) as `jwks`
   */
  openid(): PublishedDocument {
    const { keyRing, options } = this.parts;
    const metadata = this.#metadata();
    const hasAuthorization = metadata['authorization_endpoint'] !== undefined;
    if (!(options.openidConfiguration ?? hasAuthorization)) throw new NotFoundException();
    const body = {
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [
        ...new Set(keyRing.verificationKeys.map(({ alg }) => alg)),
      ],
      ...metadata,
    };
    return { status: 200, headers: cacheable(keyRing.publication().maxAge), body };
  }

  #metadata(): Readonly<Record<string, unknown>> {
    const { options } = this.parts;
    if (!isWebUrl(options.url ?? options.issuer)) throw new NotFoundException();
    return issuerMetadata(options, this.extras.path);
  }
}

function cacheable(seconds: number): Readonly<Record<string, string>> {
  return { 'Cache-Control': `public, max-age=${seconds}` };
}

/** Compares `If-None-Match` (RFC 9110 §13.1.2) weakly, because proxies that compress make tags weak. */
function matches(header: string | readonly string[] | undefined, etag: string): boolean {
  const tags = listItems(String(header ?? ''));
  return tags.some((tag) => [etag, '*'].includes(tag.replace(/^W\//, '')));
}
