/** Contract of a transport. Each has one small file, and an application can add its own. */
import type { ExecutionContext } from '@nestjs/common';
import type { HttpOutcome } from '@portcullis/core/bearer';
import type { HttpRequest } from './http-request.js';

/** The options that say where a credential may be. */
export interface CredentialSettings {
  /** Name of the cookie that may contain the token, in HTTP requests. */
  readonly cookie: string | undefined;
  /** Origins whose pages may use the cookie for unsafe methods. Undefined: the request's own host. */
  readonly allowedOrigins: readonly string[] | undefined;
  /** Replaces the search for the token of an HTTP request. */
  readonly extract: ((request: HttpRequest) => string | null | undefined) | undefined;
}

/**
 * One kind of Nest context: where its credential is, where the user is stored, how a rejection is sent. The carrier is the
 * object that represents one request, message or operation. It must be the same object for all guards of one request,
 * and another for the next request.
 *
 * @example
 * const telegram: Transport<Update> = {
 *   type: 'telegraf',
 *   carrierOf: (context) => context.getArgByIndex(0),
 *   credentialOf: (update) => update.session?.token,
 *   setUser: (update, user) => void (update.state.user = user),
 *   userOf: (update) => update.state.user,
 *   refuse: (_update, outcome) => new Error(outcome.body.message),
 * };
 */
export interface Transport<Carrier extends object = object> {
  /** Type that `ExecutionContext.getType()` returns: `http`, `graphql`, `ws`, `rpc`, or your own. */
  readonly type: string;
  /** Returns the carrier of a context. */
  carrierOf(context: ExecutionContext): Carrier;
  /**
   * Returns the one credential of a carrier; undefined if it has no credential.
   *
   * @throws CredentialError `ERR_REQUEST_MALFORMED` for several credentials, or a malformed one
   */
  credentialOf(carrier: Carrier, settings: CredentialSettings): string | null | undefined;
  /** Stores the user where handlers of this transport expect it. */
  setUser(carrier: Carrier, user: unknown): void;
  /** Returns what {@link setUser} has stored. */
  userOf(carrier: Carrier): unknown;
  /**
   * Returns whether a method of a controller, resolver or gateway is a handler of this transport. The application does not
   * start if a rule is on a method that is not a handler. Default: only handlers of Nest's own transports are.
   */
  isHandler?(method: object): boolean;
  /**
   * Returns the connection that stays open after the handler was called: the response of a stream, or the socket of
   * operations. It is closed when the credential becomes invalid, by its method `disconnect(true)`, `destroy()` or
   * `close(4401, …)`. It must emit `close` or `disconnect` when it ends. Default: undefined, nothing stays open.
   */
  connectionOf?(context: ExecutionContext): object | undefined;
  /**
   * Returns the object that represents one exchange, if that is not the carrier: an HTTP request may contain several
   * GraphQL operations, and a socket carries many messages. A credential is verified, mapped to a user, logged and reported
   * to the hooks once per exchange, so that a sender cannot multiply that work. Default: the carrier.
   */
  exchangeOf?(context: ExecutionContext): object;
  /** Creates the error to throw, in the transport's own form. It must not depend on the reason of a rejected token. */
  refuse(carrier: Carrier, outcome: HttpOutcome, cause: unknown): Error | Promise<Error>;
}
