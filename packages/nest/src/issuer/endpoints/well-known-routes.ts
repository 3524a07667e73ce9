import { HttpException, Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { HttpRequest } from '../../transports/http-request.js';
import { documentPaths, type DocumentName } from './issuer-metadata.js';
import { IssuerParts } from '../issuer-parts.js';
import { issuerOutcomeOf } from '../issuer-outcome.js';
import { PublishedDocuments, type PublishedDocument } from './published-documents.js';
import { ISSUER_EXTRAS } from '../token-issuer.tokens.js';
import type { TokenIssuerModuleExtras } from '../options/token-issuer.options.js';

type HttpAdapter = HttpAdapterHost['httpAdapter'];

/** A response, which may be an error. */
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | undefined;
}

/** Characters that have no special meaning in any router. */
const PLAIN = /^[A-Za-z0-9._~/-]*$/;

/**
 * Serves the documents at the paths that follow from the issuer's URL. Global prefixes and versions of the application, which
 * move controllers, do not affect them. No guard of the application runs, because the documents are public.
 */
@Injectable()
export class WellKnownRoutes {
  readonly #logger = new Logger('TokenIssuer');

  constructor(
    @Inject(PublishedDocuments) private readonly documents: PublishedDocuments,
    @Inject(IssuerParts) private readonly parts: IssuerParts,
    @Inject(ISSUER_EXTRAS) private readonly extras: Required<TokenIssuerModuleExtras>,
    @Optional() @Inject(HttpAdapterHost) private readonly host?: HttpAdapterHost,
  ) {}

  /**
   * Registers the routes on Express before the application's own. The first matching route responds, and an application
   * may have one for every path.
   */
  beforeRoutes(): void {
    if (!this.#isFastify) this.#register();
  }

  /** Registers the routes on Fastify after the application's own. Fastify rejects a path that is already registered. */
  afterRoutes(): void {
    if (this.#isFastify) this.#register();
  }

  get #adapter(): HttpAdapter | undefined {
    return this.extras.endpoints ? this.host?.httpAdapter : undefined;
  }

  get #isFastify(): boolean {
    return this.#adapter?.getType() === 'fastify';
  }

  #register(): void {
    const adapter = this.#adapter;
    if (!adapter) return;
    for (const [path, name] of documentPaths(this.parts.options)) {
      if (!PLAIN.test(path))
        this.#logger.warn(`cannot serve ${path} because of its characters: serve it with a proxy`);
      else if (!hasRoute(adapter, path)) this.#serve(adapter, name, path);
    }
  }

  #serve(adapter: HttpAdapter, name: DocumentName, path: string): void {
    adapter.get(path, (request: HttpRequest, response: unknown) => {
      const { status, headers = {}, body } = this.#answer(name, request);
      for (const [header, value] of Object.entries(headers)) {
        adapter.setHeader(response, header, value);
      }
      adapter.reply(response, body, status);
    });
  }

  #answer(name: DocumentName, request: HttpRequest): Answer {
    try {
      return this.#document(name, request);
    } catch (error) {
      return this.#failure(error);
    }
  }

  #document(name: DocumentName, { headers }: HttpRequest): PublishedDocument {
    if (name === 'jwks') return this.documents.jwks(headers['if-none-match']);
    return name === 'oauth' ? this.documents.oauth() : this.documents.openid();
  }

  #failure(error: unknown): Answer {
    const outcome = issuerOutcomeOf(error);
    if (outcome) return outcome;
    if (error instanceof HttpException) {
      return { status: error.getStatus(), body: error.getResponse() as object };
    }
    this.#logger.error(error);
    return { status: 500, body: { statusCode: 500, message: 'Internal server error' } };
  }
}

/** Returns whether Fastify already has a route. Express accepts several for one path. */
function hasRoute(adapter: HttpAdapter, url: string): boolean {
  const instance = adapter.getInstance<{
    readonly hasRoute?: (route: { readonly method: 'GET'; readonly url: string }) => boolean;
  }>();
  return instance.hasRoute?.({ method: 'GET', url }) ?? false;
}
