import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { listItems } from '@portcullis/core/bearer';
import { IssuerParts } from '../issuer-parts.js';
import { issuerMetadata } from './issuer-metadata.js';
import { isWebUrl } from '../options/read-issuer-options.js';
import type { TokenIssuerModuleExtras } from '../options/token-issuer.options.js';
import { ISSUER_EXTRAS } from '../token-issuer.tokens.js';

/** A document as it is answered. */
export interface PublishedDocument {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for 304. */
  readonly body?: object;
}

const MINUTES_10 = 600;

/** What this issuer publishes about itself, wherever it is asked for. */
@Injectable()
export class PublishedDocuments {
  constructor(
    @Inject(IssuerParts) private readonly parts: IssuerParts,
    @Inject(ISSUER_EXTRAS) private readonly extras: Required<TokenIssuerModuleExtras>,
  ) {}

  /**
   * The JWK Set (RFC 7517 §5). Verifiers may keep it for as long as the key ring says; one that has this version still
   * is told so (304).
   *
   * @param ifNoneMatch the `If-None-Match` of the request
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
   * The metadata of RFC 8414.
   *
   * @throws NotFoundException (404) where neither `issuer` nor `url` is a URL
   */
  oauth(): PublishedDocument {
    return { status: 200, headers: cacheable(MINUTES_10), body: this.#metadata() };
  }

  /**
   * OpenID Connect Discovery §3, which requires an authorization endpoint: without one it is served only where the option
   * `openidConfiguration` says so, for verifiers that look nowhere else. Verifiers narrow what they accept to its
   * algorithms, so they are those of every key of the JWKS, of the one that will sign next and of those that have signed,
   * and are kept no longer than it is.
   *
   * @throws NotFoundException (404) where it is not served; StoreUnavailableError (503) as `jwks`
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

/** `If-None-Match` (RFC 9110 §13.1.2), by weak comparison: a proxy that compresses makes the tag a weak one. */
function matches(header: string | readonly string[] | undefined, etag: string): boolean {
  const tags = listItems(String(header ?? ''));
  return tags.some((tag) => [etag, '*'].includes(tag.replace(/^W\//, '')));
}
