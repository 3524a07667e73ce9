/**
 * GraphQL of @nestjs/graphql, with Apollo and Mercurius: queries, mutations and subscriptions. The credential is in the
 * HTTP request. For a subscription, it is in the `connectionParams` or in the request that opened its socket.
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

/** Context of one GraphQL operation, as far as authentication reads it. */
export interface GraphqlContext {
  /** HTTP request, or graphql-ws's data of a socket. */
  req?: GraphqlRequest | undefined;
  /** Mercurius: the request that opened a subscription's socket. */
  readonly request?: GraphqlRequest | undefined;
  /** Mercurius: the payload of `connection_init`. */
  readonly _connectionInit?: unknown;
  /** Mercurius: the reply to the request that is really served, even if `req` is another. */
  readonly reply?: Reply | undefined;
  user?: unknown;
}

interface Reply {
  readonly request?: GraphqlRequest | undefined;
  /** Node's response. Undefined for a subscription. */
  readonly raw?: unknown;
}

type GraphqlRequest = Partial<Omit<HttpRequest, 'raw'>> & {
  readonly raw?: RequestLike & { readonly socket?: object };
  readonly connectionParams?: unknown;
  readonly extra?: { readonly request?: RequestLike; readonly socket?: object };
  user?: unknown;
};

/** Rejection as a GraphQL error with `extensions.code`. Nest does not log it as an exception. */
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
    // A socket. Cookies are not read: a page of any origin can open a socket with them.
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

  /** The request, with all operations of a batch. For a socket, one execution: a subscription has one per event. */
  exchangeOf(context: ExecutionContext): object {
    const operation = graphqlTransport.carrierOf(context);
    const { variableValues } = executionInfoOf(context);
    const http = httpRequestOf(operation);
    return http ?? (isObject(variableValues) ? variableValues : operation);
  },

  /** The socket of an operation: graphql-ws provides it, Mercurius provides the TCP socket below it. */
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
 * Rejects a context that two requests share. @nestjs/mercurius writes `req` into the returned context once, so that the
 * second request would have the token of the first. Public handlers are not called with it either.
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

/** The `context` function may return Node's request, or its own object with the headers. */
function isSame(request: HttpRequest, served: GraphqlRequest): boolean {
  const raw: unknown = 'raw' in served ? served.raw : undefined;
  return request === served || request === raw || request.headers === served.headers;
}

/** Returns the HTTP request of an operation. With Mercurius' driver for subgraphs, only the reply has it. */
function httpRequestOf({ req, reply }: GraphqlContext): HttpRequest | undefined {
  const request = req ?? (reply?.raw === undefined ? undefined : reply.request);
  return isHttpRequest(request) ? request : undefined;
}

function isHttpRequest(request: GraphqlRequest | undefined): request is HttpRequest {
  return typeof request?.headers === 'object' && request.extra === undefined;
}

/** Reads `authorization` of a `connection_init` payload, in any case. */
function fromConnection(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const values = Object.entries(payload)
    .filter(([name]) => equalsIgnoringCase(name, 'authorization'))
    .map(([, value]) => readBearer(value));
  return oneCredential(values);
}
