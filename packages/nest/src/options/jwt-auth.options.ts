/** The options of `JwtAuthModule`, validated at boot: a wrong configuration does not start. */
import {
  ConfigurationError,
  type Clock,
  type Duration,
  type VerifiedToken,
  type VerifierOptions,
} from '@portcullis/core';
import { assertVerifierOptions, type OptionTable } from '@portcullis/core/internal';
import { readAllowedOrigins } from '@portcullis/core/bearer';
import { readCallbackTimeout } from './callback-timeout.js';
import type { AuthenticatedUser } from '../request/authenticated-user.js';
import {
  AUTHORIZATION_OPTIONS,
  resolveAuthorization,
  type AuthorizationOptions,
  type ResolvedAuthorizationOptions,
} from './authorization.options.js';
import type { HttpRequest } from '../transports/http-request.js';

/** How a Nest application uses verified tokens. */
export interface NestAuthOptions<C extends object = object> extends AuthorizationOptions {
  /**
   * `global` (the default): every handler is protected unless it is `@Public()`. `manual`: only handlers with
   * `@UseGuards(JwtAuthGuard, RolesGuard)` or `AuthGuard('jwt')` are.
   */
  readonly guard?: 'global' | 'manual';
  /**
   * The name of the Passport strategy, for `AuthGuard(name)`. Default `jwt`; false registers none. Passport's
   * names are global to the process, so a second module in one process needs a second name.
   */
  readonly strategy?: string | false;
  /** The realm of the `WWW-Authenticate` challenge (RFC 9110 §11.5). Default `api`. */
  readonly realm?: string;
  /**
   * The cookie that may hold the token beside the Authorization header. Default: none. With it, methods other than GET,
   * HEAD and OPTIONS need an `Origin` that is allowed: 403 else.
   */
  readonly cookie?: string;
  /**
   * Origins (`https://app.example`) whose pages may send that cookie with unsafe methods. Default: the request's own
   * host over https, or over http where it is a loopback host.
   */
  readonly allowedOrigins?: readonly string[];
  /** Finds the token instead: any function of passport-jwt's `ExtractJwt` fits. Not together with `cookie`. */
  readonly extract?: (request: HttpRequest) => string | null | undefined;
  /**
   * Whether remote keys are loaded at start. True (the default): the start does not wait for them, and unavailable keys are
   * logged. `required`: the application does not start without them. False: the first token loads them.
   */
  readonly warmUp?: boolean | 'required';
  /**
   * Turns a verified token into `request.user`. May be async. Default: an `AuthenticatedUser`. With null,
   * undefined, false, 0 or `''` the request is not authenticated (401): the user is gone.
   *
   * An error that it throws is passed on. Open sockets and streams are checked again by it: an `HttpException` below 500
   * closes them; any other error counts as an outage, and they stay open until their token expires.
   */
  readonly mapUser?: (verified: VerifiedToken<C>) => unknown;
  /**
   * How long `mapUser`, and one policy of `@RequirePolicy()`, may take, 10 ms to 60 seconds. 1,000 calls of each kind are
   * waited for at once. Beyond either, and for an `UnavailableError` or `StoreUnavailableError` that they throw, the client
   * gets 503 with `Retry-After`. Default 5 seconds.
   */
  readonly callbackTimeout?: Duration;
}

/** Options of `JwtAuthModule.forRoot`: trusted issuers as in `createVerifier`, and how Nest uses them. */
export type JwtAuthModuleOptions<C extends object = object> = VerifierOptions<C> &
  NestAuthOptions<C>;

/**
 * Types options by their `claims` schema: `mapUser` is given `VerifiedToken<C>`, and `UserOf<typeof options>` is
 * what `@CurrentUser()` yields.
 *
 * @example
 * const options = defineJwtAuthOptions({ issuer, audience, secret, claims: z.object({ tenant: z.string() }) });
 * // JwtAuthModule.forRoot(options) … handler(@CurrentUser() user: UserOf<typeof options>)
 */
export function defineJwtAuthOptions<C extends object, const O extends NestAuthOptions<C>>(
  options: O & VerifierOptions<C>,
): JwtAuthModuleOptions & InferredOptions<C, O> {
  return options as unknown as JwtAuthModuleOptions & InferredOptions<C, O>;
}

/** Options that remember the types of their claims and of `mapUser`. There is nothing of it at run time. */
export interface InferredOptions<C extends object, O> {
  readonly [TYPES]?: { readonly claims: C; readonly options: O };
}
declare const TYPES: unique symbol;

/** What `@CurrentUser()` yields under these options: what `mapUser` makes, else an `AuthenticatedUser`. */
export type UserOf<Options> =
  Options extends InferredOptions<infer C, infer O>
    ? O extends { readonly mapUser: (verified: never) => infer U }
      ? Exclude<Awaited<U>, null | undefined | false | 0 | ''>
      : AuthenticatedUser<C>
    : never;

/** What the short form is called in a `useClass` or `useExisting` provider. */
export interface JwtAuthOptionsFactory {
  createJwtAuthOptions(): JwtAuthModuleOptions | Promise<JwtAuthModuleOptions>;
}

/** Options after validation. */
export interface ResolvedNestOptions extends ResolvedAuthorizationOptions {
  readonly guard: 'global' | 'manual';
  readonly strategy: string | false;
  readonly realm: string;
  readonly cookie: string | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly extract: NestAuthOptions['extract'];
  readonly warmUp: boolean | 'required';
  readonly mapUser: NestAuthOptions['mapUser'];
  readonly callbackTimeoutMs: number;
  readonly clock: Clock;
  /** The issuers that are configured; undefined where they are looked up. */
  readonly trustedIssuers: ReadonlySet<string> | undefined;
}

/** Names of this package's own options; the others are the verifier's. */
const OWN_OPTIONS: OptionTable<NestAuthOptions> = {
  guard: 'value',
  strategy: 'value',
  realm: 'value',
  cookie: 'value',
  allowedOrigins: 'value',
  extract: 'value',
  warmUp: 'value',
  mapUser: 'value',
  callbackTimeout: 'value',
  ...AUTHORIZATION_OPTIONS,
};

/** This package's options, validated, and the verifier's as they were given. */
export interface SplitOptions {
  readonly nest: ResolvedNestOptions;
  readonly verifier: VerifierOptions;
}

/** Tells this package's options from the verifier's. */
export function splitOptions(options: JwtAuthModuleOptions): SplitOptions {
  assertVerifierOptions(options, OWN_OPTIONS);
  const verifier = Object.fromEntries(
    Object.entries(options).filter(([name]) => !Object.hasOwn(OWN_OPTIONS, name)),
  );
  return { nest: resolveNestOptions(options), verifier: verifier as unknown as VerifierOptions };
}

function resolveNestOptions(options: JwtAuthModuleOptions): ResolvedNestOptions {
  const { guard = 'global', strategy = 'jwt', realm = 'api', warmUp = true } = options;
  const { cookie, extract, mapUser } = options;
  const allowedOrigins = readAllowedOrigins(options.allowedOrigins, 'allowedOrigins');
  check(
    'allowedOrigins',
    'without cookie',
    allowedOrigins === undefined || cookie !== undefined,
    'together with cookie: a header needs no Origin',
  );
  check('guard', guard, guard === 'global' || guard === 'manual', "'global' or 'manual'");
  check('strategy', strategy, strategy === false || isText(strategy), 'a non-empty name, or false');
  check(
    'realm',
    realm,
    isText(realm) && /^[\x20-\x7e]+$/.test(realm) && !/["\\]/.test(realm),
    'printable ASCII without quotes',
  );
  check(
    'cookie',
    cookie,
    cookie === undefined || (isText(cookie) && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(cookie)),
    'the name of a cookie',
  );
  check(
    'extract',
    extract,
    extract === undefined || typeof extract === 'function',
    'a function of the request',
  );
  check(
    'extract',
    'together with cookie',
    extract === undefined || cookie === undefined,
    'one of extract and cookie',
  );
  check('warmUp', warmUp, [true, false, 'required'].includes(warmUp), "true, false or 'required'");
  check(
    'mapUser',
    mapUser,
    mapUser === undefined || typeof mapUser === 'function',
    'a function of the verified token',
  );
  return Object.freeze({
    ...resolveAuthorization(options),
    guard,
    strategy,
    realm,
    cookie,
    allowedOrigins,
    extract,
    warmUp,
    mapUser,
    callbackTimeoutMs: readCallbackTimeout(options.callbackTimeout),
    clock: options.clock ?? Date.now,
    trustedIssuers: trustedIssuers(options),
  });
}

function trustedIssuers(options: object): ReadonlySet<string> | undefined {
  const { issuer, issuers, resolveIssuer } = options as {
    readonly issuer?: string;
    readonly issuers?: readonly { readonly issuer: string }[];
    readonly resolveIssuer?: unknown;
  };
  if (resolveIssuer !== undefined) return undefined;
  return new Set(issuers?.map((listed) => listed.issuer) ?? (issuer === undefined ? [] : [issuer]));
}

function check(option: string, given: unknown, holds: boolean, right: string): void {
  if (holds) return;
  const shown =
    typeof given === 'string' ? JSON.stringify(given.slice(0, 80)) : `a ${typeof given}`;
  throw new ConfigurationError(option, shown, right);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
