/** What authentication needs to know of a transport: each has one small file, and an application may add its own. */
import type { ExecutionContext } from '@nestjs/common';
import type { HttpOutcome } from '@portcullis/core/bearer';
import type { HttpRequest } from './http-request.js';

/** Where a credential may be, as the options of the module say. */
export interface CredentialSettings {
  /** The cookie that may hold the token, in HTTP requests. */
  readonly cookie: string | undefined;
  /** The origins whose pages may use the cookie for unsafe methods; the request's own host where undefined. */
  readonly allowedOrigins: readonly string[] | undefined;
  /** Finds the token of an HTTP request instead. */
  readonly extract: ((request: HttpRequest) => string | null | undefined) | undefined;
}

/**
 * One kind of Nest context: where its credential is, where the user goes, how a refusal is said. The carrier is the
 * object that stands for one request, message or operation; it must be the same object for every look at one
 * request, and another for the next.
 */
export interface Transport<Carrier extends object = object> {
  /** The type of context, as `ExecutionContext.getType()` says it: `http`, `graphql`, `ws`, `rpc`, or one's own. */
  readonly type: string;
  /** The carrier of what a handler is about to be called with. */
  carrierOf(context: ExecutionContext): Carrier;
  /**
   * The one credential of a carrier; undefined without one.
   *
   * @throws CredentialError `ERR_REQUEST_MALFORMED` when there are several, or one that is malformed
   */
  credentialOf(carrier: Carrier, settings: CredentialSettings): string | null | undefined;
  /** Puts the user where handlers of this transport look for one. */
  setUser(carrier: Carrier, user: unknown): void;
  /** What {@link setUser} put there. */
  userOf(carrier: Carrier): unknown;
  /**
   * Whether a method of a controller, resolver or gateway is a handler of this transport. A rule on a method that is no
   * handler stops the start. Default: none is, beside those of Nest's own transports.
   */
  isHandler?(method: object): boolean;
  /**
   * What stays open behind a handler that is about to be called: the response of a stream, or the socket that operations
   * come by. It is closed when the credential goes bad: by `disconnect(true)`, `destroy()` or `close(4401, …)`, whichever it
   * has, and it emits `close` or `disconnect` at its end. Undefined, as without this method, where the answer ends it all.
   */
  connectionOf?(context: ExecutionContext): object | undefined;
  /**
   * What is one exchange, where that is not the carrier: an HTTP request may hold several GraphQL operations, and a socket
   * is there for many messages. A credential is verified, mapped to a user, logged and told to the hooks once for each
   * exchange, so that no sender can multiply that. Default: the carrier.
   */
  exchangeOf?(context: ExecutionContext): object;
  /** The error to throw, in the transport's own shape: nothing of it may depend on why a token is bad. */
  refuse(carrier: Carrier, outcome: HttpOutcome, cause: unknown): Error | Promise<Error>;
}
