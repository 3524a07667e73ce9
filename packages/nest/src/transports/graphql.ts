/**
 * GraphQL of @nestjs/graphql, with Apollo and with Mercurius: queries, mutations and subscriptions. The credential is in
 * the HTTP request; of a subscription, in the `connectionParams` or in the request that opened its socket.
 */
import { IntrinsicException, type ExecutionContext } from '@nestjs/common';
import { ConfigurationError } from '@portcullis/core';
import {
  equalsIgnoringCase,
  findCredential,
  type HttpOutcome,
  type RequestLike,
} from '@portcullis/core/bearer';
import { executionInfoOf, operationContextOf } from '../nest-internals/graphql-arguments.js';
import { httpCredential } from './http.js';
import { type HttpRequest } from './http-request.js';
import { oneCredential, readBearer } from './single-credential.js';
import { refusalCode, retryAfterOf } from './refusal-code.js';
import type { CredentialSettings, Transport } from './transport.js';

/** The context of one GraphQL operation, as far as authentication knows it. */
export interface GraphqlContext {
  /** The HTTP request, or what graphql-ws has of a socket. */
  req?: GraphqlRequest | undefined;
  /** Mercurius: the request that opened a subscription's socket. */
  readonly request?: GraphqlRequest | undefined;
  /** Mercurius: the payload of `connection_init`. */
  readonly _connectionInit?: unknown;
  /** Mercurius: the answer to the request that is really served, whatever `req` says. */
  readonly reply?: Reply | undefined;
  user?: unknown;
}

interface Reply {
  readonly request?: GraphqlRequest | undefined;
  /** Node's own response; a subscription has none. */
  readonly raw?: unknown;
}

type GraphqlRequest = Partial<Omit<HttpRequest, 'raw'>> & {
  readonly raw?: RequestLike & { readonly socket?: object };
  readonly connectionParams?: unknown;
  readonly extra?: { readonly request?: RequestLike; readonly socket?: object };
  user?: unknown;
};

/** A refusal in GraphQL's own shape: `extensions.code` tells what it is. Nest does not log it as a fault. */
class GraphqlRefusal extends IntrinsicException {
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(outcome: HttpOutcome, cause: unknown) {
    super(outcome.body.message, { cause });
    const retryAfter = retryAfterOf(outcome);
    this.extensions = {
      code: refusalCode(outcome).name,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
  }
}

/** GraphQL operations of @nestjs/graphql. */
export const graphqlTransport: Transport<GraphqlContext> = {
  type: 'graphql',

  carrierOf(context: ExecutionContext): GraphqlContext {
    const operation = operationContextOf(context);
    if (typeof operation !== 'object' || operation === null) return {};
    assertUnshared(operation);
    return operation;
  },

  credentialOf(operation: GraphqlContext, settings: CredentialSettings) {
    const http = httpRequestOf(operation);
    if (http) return httpCredential(http, settings);
    // A socket. Its cookies are no credential: a page of any origin can open one with them.
    const { req } = operation;
    const opened = req?.extra?.request ?? operation.request;
    const received = opened && 'raw' in opened ? (opened.raw ?? opened) : opened;
    return oneCredential([
      received?.headers === undefined ? undefined : findCredential(received as RequestLike),
      fromConnection(req?.connectionParams),
      fromConnection(operation._connectionInit),
    ]);
  },

  setUser(operation: GraphqlContext, user: unknown): void {
    operation.user = user;
    const http = httpRequestOf(operation);
    if (http) http.user = user;
  },

  userOf: (operation: GraphqlContext) => operation.user,

  refuse: (_operation, outcome, cause) => new GraphqlRefusal(outcome, cause),

  /** The request, with all operations of a batch; of a socket, one execution: a subscription has one for each event. */
  exchangeOf(context: ExecutionContext): object {
    const operation = graphqlTransport.carrierOf(context);
    const { variableValues } = executionInfoOf(context);
    const http = httpRequestOf(operation);
    return http ?? (isObject(variableValues) ? variableValues : operation);
  },

  /** The socket that an operation came by: graphql-ws tells it, of Mercurius there is what carries it. */
  connectionOf(context: ExecutionContext): object | undefined {
    const operation = graphqlTransport.carrierOf(context);
    if (httpRequestOf(operation)) return undefined;
    const { req, request } = operation;
    return req?.extra?.socket ?? request?.raw?.socket;
  },
};

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * @nestjs/mercurius writes `req` into what the `context` function returns, once: an object that two requests share has
 * the first one's, with its token. Nothing is called with such a context, not even what is public.
 *
 * @throws ConfigurationError
 */
function assertUnshared({ req, reply }: GraphqlContext): void {
  const served = reply?.request;
  if (!isHttpRequest(req) || !served || isSame(req, served)) return;
  throw new ConfigurationError(
    'context of GraphQLModule',
    'one object for several requests',
    'a function that returns a new object for each request',
  );
}

/** The `context` function may have put Node's request there, or an object of its own with the headers. */
function isSame(request: HttpRequest, served: GraphqlRequest): boolean {
  const raw: unknown = 'raw' in served ? served.raw : undefined;
  return request === served || request === raw || request.headers === served.headers;
}

/** That of an operation. The driver of Mercurius for subgraphs writes none into the context: there the answer has it. */
function httpRequestOf({ req, reply }: GraphqlContext): HttpRequest | undefined {
  const request = req ?? (reply?.raw === undefined ? undefined : reply.request);
  return isHttpRequest(request) ? request : undefined;
}

function isHttpRequest(request: GraphqlRequest | undefined): request is HttpRequest {
  return typeof request?.headers === 'object' && request.extra === undefined;
}

/** The Authorization of a `connection_init` payload, whatever case its name has. */
function fromConnection(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const values = Object.entries(payload)
    .filter(([name]) => equalsIgnoringCase(name, 'authorization'))
    .map(([, value]) => readBearer(value));
  return oneCredential(values);
}
