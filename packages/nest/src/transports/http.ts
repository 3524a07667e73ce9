/** HTTP on Express and Fastify: where the credential is, where the user is stored, and how a rejection is sent. */
import {
  BadRequestException,
  ForbiddenException,
  ServiceUnavailableException,
  UnauthorizedException,
  type ExecutionContext,
  type HttpException,
} from '@nestjs/common';
import { CredentialError } from '@portcullis/core';
import { assertSameOrigin, locateCredential, type HttpOutcome } from '@portcullis/core/bearer';
import { isServerSentEvents } from '../nest-internals/http-handlers.js';
import { existingRecordOf, recordOf } from '../request/request-record.js';
import type { CredentialSettings, Transport } from './transport.js';
import { asReceived, type HttpRequest, type HttpResponse } from './http-request.js';

// Exceptions of this module, to tell them from exceptions of the application.
const refusals = new WeakSet<object>();

/** Returns the request of an HTTP handler, and stores its response in the record. */
export function httpRequest(context: ExecutionContext): HttpRequest {
  // Not by `switchToHttp()`, which creates three functions for each call.
  const request = context.getArgByIndex<HttpRequest>(0);
  recordOf(request).response = context.getArgByIndex<HttpResponse>(1);
  return request;
}

/** Sets the headers of a rejection on the response, and creates the exception with its status. */
export function refuse(request: HttpRequest, outcome: HttpOutcome, cause: unknown): HttpException {
  const response: HttpResponse | undefined = existingRecordOf(request)?.response;
  for (const [name, value] of Object.entries(outcome.headers)) {
    if (response?.header) response.header(name, value);
    else response?.setHeader?.(name, value);
  }
  const exception = EXCEPTIONS[outcome.status](cause, outcome.body);
  refusals.add(exception);
  return exception;
}

/** Returns whether an exception was created by {@link refuse}, not by the application. */
export function isRefusal(error: unknown): error is HttpException {
  return typeof error === 'object' && error !== null && refusals.has(error);
}

// Nest's own exceptions, so that existing exception filters recognize them.
const EXCEPTIONS: Readonly<
  Record<HttpOutcome['status'], (cause: unknown, body: HttpOutcome['body']) => HttpException>
> = {
  400: (cause) => new BadRequestException(undefined, { cause }),
  401: (cause) => new UnauthorizedException(undefined, { cause }),
  403: (cause) => new ForbiddenException(undefined, { cause }),
  503: (cause, body) => new ServiceUnavailableException(body, { cause }), // a client may know about an outage
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
  connectionOf,
  refuse,
};

// Reading metadata on each request costs more than a look-up.
const isStream = new WeakMap<object, boolean>();

/** Returns Node's response for server-sent events. */
function connectionOf(context: ExecutionContext): object | undefined {
  const handler = context.getHandler();
  let isSse = isStream.get(handler);
  if (isSse === undefined) {
    isSse = isServerSentEvents(handler);
    isStream.set(handler, isSse);
  }
  if (!isSse) return undefined;
  const response = context.getArgByIndex<HttpResponse & { readonly raw?: object }>(1);
  return response.raw ?? response;
}

/**
 * Returns the one credential of an HTTP request. A browser sends a cookie with requests of any page. Therefore unsafe
 * methods with a cookie require an allowed Origin.
 *
 * @throws CredentialError for several credentials or a malformed one; OriginError for a cookie from another origin
 */
export function httpCredential(
  request: HttpRequest,
  { cookie, allowedOrigins, extract }: CredentialSettings,
): string | null | undefined {
  if (extract) return extract(request);
  const received = asReceived(request);
  const found = locateCredential(received, { cookie });
  assertNoTokenIn(request.body);
  if (found?.place === 'cookie') assertSameOrigin(received, allowedOrigins);
  return found?.token;
}

/**
 * Rejects a token in the body (RFC 6750 §2.2). Next to another credential it would be a second one. Alone, it would allow
 * a form of any origin to choose the user.
 */
function assertNoTokenIn(body: unknown): void {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'access_token')) return;
  throw new CredentialError(
    'ERR_REQUEST_MALFORMED',
    'not exactly one credential: a token in the body',
  );
}
