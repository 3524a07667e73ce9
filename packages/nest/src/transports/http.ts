/** HTTP on Express and on Fastify: where the credential is, where the user goes, how a refusal is said. */
import {
  BadRequestException,
  ForbiddenException,
  ServiceUnavailableException,
  UnauthorizedException,
  type ExecutionContext,
  type HttpException,
} from '@nestjs/common';
import {
  assertSameOrigin,
  locateCredential,
  type HttpOutcome,
  type RequestLike,
} from '@portcullis/core/bearer';
import type { CredentialSettings, Transport } from './transport.js';

/** A request of Express or of Fastify, as far as authentication knows it. */
export interface HttpRequest {
  readonly headers: RequestLike['headers'];
  readonly rawHeaders?: readonly string[];
  readonly url?: string;
  /** Node's own request, which Fastify wraps. */
  readonly raw?: RequestLike;
  /** What `mapUser` made of the token; set by the guard. */
  user?: unknown;
}

/** A response of Express or of Fastify, as far as refusals know it. */
export interface HttpResponse {
  setHeader?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
}

// What was refused here, told from what the application throws itself.
const refusals = new WeakSet<object>();

// Passport strategies see the request alone; a challenge needs the response.
const responses = new WeakMap<HttpRequest, HttpResponse>();

/** The request of an HTTP handler; its response is remembered with it. */
export function httpRequest(context: ExecutionContext): HttpRequest {
  const http = context.switchToHttp();
  const request = http.getRequest<HttpRequest>();
  responses.set(request, http.getResponse<HttpResponse>());
  return request;
}

/** The request as Node received it, with every repeated header. */
export function asReceived(request: HttpRequest): RequestLike {
  return request.raw ?? request;
}

/** Sets the headers of a refusal on the response, and makes the exception that carries its status. */
export function refuse(request: HttpRequest, outcome: HttpOutcome, cause: unknown): HttpException {
  const response = responses.get(request);
  for (const [name, value] of Object.entries(outcome.headers)) {
    if (response?.header) response.header(name, value);
    else response?.setHeader?.(name, value);
  }
  const exception = EXCEPTIONS[outcome.status](cause, outcome.body);
  refusals.add(exception);
  return exception;
}

/** Whether an exception was made by {@link refuse}, and not thrown by the application. */
export function isRefusal(error: unknown): error is HttpException {
  return typeof error === 'object' && error !== null && refusals.has(error);
}

// Nest's own exceptions with their own bodies: filters that know them go on working.
const EXCEPTIONS: Readonly<
  Record<HttpOutcome['status'], (cause: unknown, body: HttpOutcome['body']) => HttpException>
> = {
  400: (cause) => new BadRequestException(undefined, { cause }),
  401: (cause) => new UnauthorizedException(undefined, { cause }),
  403: (cause) => new ForbiddenException(undefined, { cause }),
  503: (cause, body) => new ServiceUnavailableException(body, { cause }), // what goes on may be said
};

/** HTTP requests, server-sent events among them, on Express and on Fastify. */
export const httpTransport: Transport<HttpRequest> = {
  type: 'http',
  carrierOf: httpRequest,
  credentialOf: httpCredential,
  setUser(request, user) {
    request.user = user;
  },
  userOf: (request) => request.user,
  refuse,
};

/**
 * The one credential of an HTTP request. A cookie comes with whatever any page makes the browser send, so that unsafe
 * methods need an Origin then; a header does not.
 *
 * @throws CredentialError for several or a malformed one; OriginError for a cookie from elsewhere
 */
export function httpCredential(
  request: HttpRequest,
  { cookie, allowedOrigins, extract }: CredentialSettings,
): string | null | undefined {
  if (extract) return extract(request);
  const received = asReceived(request);
  const found = locateCredential(received, { cookie });
  if (found?.place === 'cookie') assertSameOrigin(received, allowedOrigins);
  return found?.token;
}
