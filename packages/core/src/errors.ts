/**
 * One error family. `code` says exactly what failed and is meant for logs and diagnostics; a client is told
 * only the status that `category` maps to (see `bearer/outcome.ts`). No message holds a token, a secret or
 * the value of a claim; `TokenError.mismatch` has those of `iss` and `aud`, for logs.
 */
import {
  CATEGORY,
  type CodeOf,
  type ErrorCategory,
  type ErrorCode,
  type UnavailableErrorCode,
} from './error-codes.js';
import { describeMismatch, type Mismatch } from './mismatch.js';

/** Details that an error may carry. */
export interface ErrorDetails {
  /** The claim at fault, by name; never its value. */
  readonly claim?: string;
  /** The error below this one. */
  readonly cause?: unknown;
}

/** What is known of the token that an error is about. */
export interface TokenContext {
  /** The configured issuer that it claims to be from. */
  readonly issuer: string | undefined;
  /** The algorithm in its header: one of the known names. */
  readonly alg: string | undefined;
  /** The key ID in its header, at most 256 bytes. Anyone could have written it: quote it in logs. */
  readonly kid: string | undefined;
}

/** Sets the name of a class's errors on its prototype: setting it on each error would double its cost. */
function nameErrors(errors: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(errors.prototype, 'name', { value: name, configurable: true });
}

/** The limit may be read-only, and then stays. */
function setStackTraceLimit(limit: number): void {
  try {
    Error.stackTraceLimit = limit;
  } catch {
    // the error then has a stack, which only costs time
  }
}

/** The base of every error that Portcullis throws on purpose. */
export class PortcullisError extends Error {
  static {
    nameErrors(this, 'PortcullisError');
  }
  /** Issuer, algorithm and key ID of the token, as far as the verifier has read it. */
  declare tokenContext: TokenContext | undefined;
  /** What failed, from a closed union. For logs and diagnostics, not for clients. */
  declare readonly code: ErrorCode;
  /** The claim at fault, where there is one. */
  declare readonly claim: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.tokenContext = undefined;
    this.code = code;
    this.claim = details.claim;
  }

  /** The kind of failure, which decides the status a client is given. */
  get category(): ErrorCategory {
    return CATEGORY[this.code];
  }
}

/** Codes of a token that is not accepted (HTTP 401). */
export type TokenErrorCode = CodeOf<
  'malformed' | 'algorithm' | 'signature' | 'key' | 'claim' | 'type' | 'revoked'
>;

/** The token is invalid: malformed, forged, expired, or for another audience. A client sees 401 and no reason. */
export class TokenError extends PortcullisError {
  static {
    nameErrors(this, 'TokenError');
  }
  declare readonly code: TokenErrorCode;
  // Private, so that code that prints or serializes an error does not send it to a client.
  readonly #mismatch: Mismatch | undefined;

  constructor(code: TokenErrorCode, message: string, details?: ErrorDetails, mismatch?: Mismatch) {
    // Without a stack: no code is wrong, and an attacker could cause the cost, which exceeds that of a verification.
    const limit = Error.stackTraceLimit;
    setStackTraceLimit(0);
    super(code, message, details);
    setStackTraceLimit(limit);
    this.#mismatch = mismatch;
  }

  /**
   * For logs, never for clients: of an `iss` or `aud` that is not trusted, what the token has and what is trusted. One
   * line of printable ASCII, quoted and of bounded length. Undefined for every other error.
   */
  get mismatch(): string | undefined {
    return this.#mismatch && describeMismatch(this.#mismatch);
  }
}

/** The request carries no credential (401), or not exactly one well-formed credential (400). */
export class CredentialError extends PortcullisError {
  static {
    nameErrors(this, 'CredentialError');
  }
  declare readonly code: 'ERR_CREDENTIAL_MISSING' | 'ERR_REQUEST_MALFORMED';

  constructor(code: 'ERR_CREDENTIAL_MISSING' | 'ERR_REQUEST_MALFORMED', message: string) {
    super(code, message);
  }
}

/** A browser may have been made to send this request by another site's page (403). */
export class OriginError extends PortcullisError {
  static {
    nameErrors(this, 'OriginError');
  }

  constructor(message: string) {
    super('ERR_ORIGIN_NOT_ALLOWED', message);
  }
}

/** It cannot be decided now whether a token is valid. A client sees 503 with `Retry-After`. */
export abstract class UnavailableError extends PortcullisError {
  /** Seconds after which another try makes sense; at least 1. */
  readonly retryAfter: number;

  constructor(code: UnavailableErrorCode, message: string, retryAfter: number, cause?: unknown) {
    super(code, message, { cause });
    this.retryAfter = Math.max(1, Math.ceil(retryAfter));
  }
}

/** A callback of the application took too long, or too many calls of it wait. A client sees 503 with `Retry-After`. */
export class ApplicationUnavailableError extends UnavailableError {
  static {
    nameErrors(this, 'ApplicationUnavailableError');
  }

  /**
   * @param callback its name
   * @param why what happened
   */
  constructor(callback: string, why: string) {
    super('ERR_APPLICATION_UNAVAILABLE', `The callback "${callback}" is unavailable: ${why}`, 1);
  }
}

/** The list of revoked tokens is too old or not loaded yet. A client sees 503 with `Retry-After`. */
export class RevocationUnknownError extends UnavailableError {
  static {
    nameErrors(this, 'RevocationUnknownError');
  }

  constructor(message: string, retryAfter: number, cause?: unknown) {
    super('ERR_REVOCATION_UNKNOWN', message, retryAfter, cause);
  }
}

/** The issuer's keys are unavailable, so that the token cannot be verified now. A client sees 503 with `Retry-After`. */
export class KeysUnavailableError extends UnavailableError {
  static {
    nameErrors(this, 'KeysUnavailableError');
  }

  constructor(message: string, retryAfter: number, cause?: unknown) {
    super('ERR_KEYS_UNAVAILABLE', message, retryAfter, cause);
  }

  /** The same error again, for another request. */
  copy(): KeysUnavailableError {
    return new KeysUnavailableError(this.message, this.retryAfter, this.cause);
  }
}

/** A key is invalid: too weak, of the wrong type, or private instead of public. */
export class InvalidKeyError extends PortcullisError {
  static {
    nameErrors(this, 'InvalidKeyError');
  }

  constructor(message: string, cause?: unknown) {
    super('ERR_KEY_INVALID', message, { cause });
  }
}

/** What `received` is for an option that does not exist. */
const UNKNOWN = 'an unknown option';

/**
 * An option is invalid: the application does not start. The message is
 * `Invalid option "issuers[1].audience": received <value or type>, expected <what>`. It never contains a secret.
 */
export class ConfigurationError extends PortcullisError {
  static {
    nameErrors(this, 'ConfigurationError');
  }
  /** The path of the invalid option, such as `issuers[1].audience`. */
  readonly option: string;
  readonly #received: string;
  readonly #expected: string;

  /**
   * @param option the path of the option
   * @param received the received value, or its type if the value is a secret
   * @param expected what the option accepts
   */
  constructor(option: string, received: string, expected: string, cause?: unknown) {
    super('ERR_CONFIGURATION', describeInvalid(option, received, expected), { cause });
    this.option = option;
    this.#received = received;
    this.#expected = expected;
  }

  /** Creates the error for an unknown option: `Unknown option "audiance": known options are issuer, audience`. */
  static unknownOption(option: string, known: readonly string[]): ConfigurationError {
    return new ConfigurationError(option, UNKNOWN, [...new Set(known)].join(', '));
  }

  /** Creates the error for an argument of a method that is checked like an option. */
  asArgument(): InvalidArgumentError {
    return new InvalidArgumentError(this.option, this.#received, this.#expected, this.cause);
  }

  /** Creates the same error for an option below a path, such as `issuers[1].`. */
  under(path: string): ConfigurationError {
    return new ConfigurationError(path + this.option, this.#received, this.#expected, this.cause);
  }
}

function describeInvalid(option: string, received: string, expected: string): string {
  return received === UNKNOWN
    ? `Unknown option "${option}": known options are ${expected}`
    : `Invalid option "${option}": received ${received}, expected ${expected}`;
}

/**
 * A method was called with an invalid argument. The message is
 * `Invalid argument "subject": received <value or type>, expected <what>`. It never contains a secret, a token or a
 * claim's value.
 */
export class InvalidArgumentError extends PortcullisError {
  static {
    nameErrors(this, 'InvalidArgumentError');
  }
  /** The path of the invalid argument, such as `claims.password`. */
  readonly argument: string;

  /**
   * @param argument the path of the argument
   * @param received the received value, or its type if the value may be a secret
   * @param expected what the method accepts
   */
  constructor(argument: string, received: string, expected: string, cause?: unknown) {
    const message = `Invalid argument "${argument}": received ${received}, expected ${expected}`;
    super('ERR_INVALID_ARGUMENT', message, { cause });
    this.argument = argument;
  }
}

/**
 * Runs checks that options and arguments share, on arguments: throws an `InvalidArgumentError` where `check` throws a
 * `ConfigurationError`.
 */
export function checkArguments<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw asArgumentError(error);
  }
}

/** Converts a `ConfigurationError` to the `InvalidArgumentError` with the same values. Returns other errors as they are. */
export function asArgumentError(error: unknown): unknown {
  return error instanceof ConfigurationError ? error.asArgument() : error;
}
