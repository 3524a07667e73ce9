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

/** What of an answer is known where it is not a document. */
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | undefined;
}

/** Characters that no router gives a meaning to. */
const PLAIN = /^[A-Za-z0-9._~/-]*$/;

/**
 * Serves the documents where the issuer's own address says that they are, whatever global prefix and versions the
 * application has: those would move a controller. No guard of the application is asked, for the documents are public.
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
   * Before the application's own routes are registered: on Express the first that matches answers, which may be one for
   * every path.
   */
  beforeRoutes(): void {
    if (!this.#isFastify) this.#register();
  }

  /** After them: Fastify refuses to register an address twice, and takes the closest route in whatever order. */
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
      if (!PLAIN.test(path)) this.#logger.warn(`${path} can't be served: serve it in front`);
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

/** Fastify knows; Express takes any number of routes for an address. */
function hasRoute(adapter: HttpAdapter, url: string): boolean {
  const instance = adapter.getInstance<{
    readonly hasRoute?: (route: { readonly method: 'GET'; readonly url: string }) => boolean;
  }>();
  return instance.hasRoute?.({ method: 'GET', url }) ?? false;
}
