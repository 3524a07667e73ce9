import type { RequestLike } from '@portcullis/core/bearer';

/** A request of Express or of Fastify, as far as authentication knows it. */
export interface HttpRequest {
  readonly headers: RequestLike['headers'];
  readonly rawHeaders?: readonly string[];
  readonly url?: string;
  /** Node's own request, which Fastify wraps. */
  readonly raw?: RequestLike;
  /** What a parser has made of the body. */
  readonly body?: unknown;
  /** What `mapUser` made of the token; set by the guard. */
  user?: unknown;
}

/** A response of Express or of Fastify, as far as refusals know it. */
export interface HttpResponse {
  setHeader?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
}

/** The request as Node received it, with every repeated header. */
export function asReceived(request: HttpRequest): RequestLike {
  return request.raw ?? request;
}
