import type { RequestLike } from '@portcullis/core/bearer';

/** Request of Express or Fastify, as far as authentication reads it. */
export interface HttpRequest {
  readonly headers: RequestLike['headers'];
  readonly rawHeaders?: readonly string[];
  readonly url?: string;
  /** Node's own request, which Fastify wraps. */
  readonly raw?: RequestLike;
  /** Parsed body. */
  readonly body?: unknown;
  /** The user. Set by the guard. */
  user?: unknown;
}

/** Response of Express or Fastify, as far as a rejection writes it. */
export interface HttpResponse {
  setHeader?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
}

/** Returns Node's request, which has every repeated header. */
export function asReceived(request: HttpRequest): RequestLike {
  return request.raw ?? request;
}
