import { checkArguments } from '../src/internal.js';
import {
  ConfigurationError,
  CredentialError,
  InvalidArgumentError,
  InvalidKeyError,
  KeysUnavailableError,
  OriginError,
  PortcullisError,
  RevocationUnknownError,
  TokenError,
  type ErrorCategory,
  type ErrorCode,
} from '../src/index.js';

const CATEGORIES: Readonly<Record<ErrorCode, ErrorCategory>> = {
  ERR_CREDENTIAL_MISSING: 'request',
  ERR_REQUEST_MALFORMED: 'request',
  ERR_ORIGIN_NOT_ALLOWED: 'origin',
  ERR_TOKEN_MALFORMED: 'malformed',
  ERR_TOKEN_TOO_LARGE: 'malformed',
  ERR_HEADER_INVALID: 'malformed',
  ERR_CRITICAL_HEADER: 'malformed',
  ERR_ALGORITHM_NOT_ALLOWED: 'algorithm',
  ERR_SIGNATURE_INVALID: 'signature',
  ERR_KEY_NOT_FOUND: 'key',
  ERR_KEY_AMBIGUOUS: 'key',
  ERR_ISSUER_UNKNOWN: 'claim',
  ERR_AUDIENCE_MISMATCH: 'claim',
  ERR_CLAIM_MISSING: 'claim',
  ERR_CLAIM_INVALID: 'claim',
  ERR_TOKEN_EXPIRED: 'claim',
  ERR_TOKEN_NOT_YET_VALID: 'claim',
  ERR_TOKEN_TOO_OLD: 'claim',
  ERR_TOKEN_LIFETIME: 'claim',
  ERR_TOKEN_TYPE: 'type',
  ERR_TOKEN_BOUND: 'type',
  ERR_TOKEN_REVOKED: 'revoked',
  ERR_KEYS_UNAVAILABLE: 'unavailable',
  ERR_REVOCATION_UNKNOWN: 'unavailable',
  ERR_APPLICATION_UNAVAILABLE: 'unavailable',
  ERR_STORE_UNAVAILABLE: 'unavailable',
  ERR_REVOCATIONS_FULL: 'unavailable',
  ERR_ACCESS_TOKENS_REMAIN: 'unavailable',
  ERR_REFRESH_REJECTED: 'session',
  ERR_SUBJECT_GONE: 'session',
  ERR_TOKEN_REQUEST: 'token-request',
  ERR_INVALID_ARGUMENT: 'argument',
  ERR_KEY_INVALID: 'configuration',
  ERR_CONFIGURATION: 'configuration',
};

describe('an error', () => {
  it.each(Object.entries(CATEGORIES))('%s is of the category %s', (code, category) => {
    expect(new PortcullisError(code as ErrorCode, 'text').category).toBe(category);
  });

  it('is a PortcullisError of its own class and name', () => {
    const errors = [
      new TokenError('ERR_TOKEN_EXPIRED', 'text'),
      new CredentialError('ERR_CREDENTIAL_MISSING', 'text'),
      new KeysUnavailableError('text', 1),
      new RevocationUnknownError('text', 1),
      new OriginError('text'),
      new InvalidKeyError('text'),
      new InvalidArgumentError('kid', '5', 'text'),
      new ConfigurationError('audience', "''", 'a text'),
    ];
    for (const error of errors) expect(error).toBeInstanceOf(PortcullisError);
    expect(errors.map(({ name }) => name)).toEqual([
      'TokenError',
      'CredentialError',
      'KeysUnavailableError',
      'RevocationUnknownError',
      'OriginError',
      'InvalidKeyError',
      'InvalidArgumentError',
      'ConfigurationError',
    ]);
    expect(new PortcullisError('ERR_TOKEN_EXPIRED', 'text').name).toBe('PortcullisError');
  });

  it('carries the claim and the cause if there is one, and otherwise no cause property', () => {
    const cause = new Error('below');
    const error = new TokenError('ERR_CLAIM_INVALID', 'text', { claim: 'exp', cause });
    const bare = new TokenError('ERR_CLAIM_INVALID', 'text');

    expect([error.claim, error.cause]).toEqual(['exp', cause]);
    expect(bare.claim).toBeUndefined();
    expect('cause' in bare).toBe(false);
  });
});

describe('an error about a token', () => {
  it('captures no stack, and leaves the stacks of other errors alone', () => {
    const limit = Error.stackTraceLimit;
    expect(limit).toBeGreaterThan(0);
    const { stack } = new TokenError('ERR_TOKEN_EXPIRED', 'text');
    expect(stack?.split('\n')).toHaveLength(1);
    expect(Error.stackTraceLimit).toBe(limit);
    expect(new InvalidKeyError('text').stack?.split('\n').length).toBeGreaterThan(1);
  });
});

describe('an error about a key', () => {
  it('carries the cause', () => {
    const cause = new Error('below');
    expect(new InvalidKeyError('text', cause).cause).toBe(cause);
  });
});

describe('an error for unavailable keys', () => {
  it.each([
    [0, 1],
    [-5, 1],
    [1, 1],
    [1.2, 2],
    [60, 60],
  ])('with %d s left has Retry-After %i s', (seconds, retryAfter) => {
    expect(new KeysUnavailableError('text', seconds).retryAfter).toBe(retryAfter);
  });

  it('has Retry-After 1 s by default', () => {
    expect(new KeysUnavailableError('text', Number.NEGATIVE_INFINITY).retryAfter).toBe(1);
  });
});

describe('an error about an option', () => {
  it('names the option, the received value and the expected one', () => {
    const error = new ConfigurationError('audience', '""', 'a non-empty string');
    expect(error.message).toBe(
      'Invalid option "audience": received "", expected a non-empty string',
    );
  });

  it('can be given the path of the option', () => {
    const cause = new Error('below');
    const error = new ConfigurationError('jwksUri', '"x"', 'a URL', cause).under('issuers[1].');
    expect(error.option).toBe('issuers[1].jwksUri');
    expect(error.message).toBe('Invalid option "issuers[1].jwksUri": received "x", expected a URL');
    expect(error.cause).toBe(cause);
  });

  it('lists the known options if the option is unknown, each once', () => {
    const error = ConfigurationError.unknownOption('audiance', ['issuer', 'audience', 'issuer']);
    const message = (option: string) =>
      `Unknown option "${option}": known options are issuer, audience`;
    expect(error).toMatchObject({ option: 'audiance', message: message('audiance') });
    expect(error.under('issuers[0].').message).toBe(message('issuers[0].audiance'));
  });
});

describe('an error about an argument', () => {
  it('names the argument, the received value and the expected one', () => {
    const cause = new Error('below');
    const error = new InvalidArgumentError('claims.pin', 'a secret', 'no secret', cause);
    expect(error).toMatchObject({ code: 'ERR_INVALID_ARGUMENT', argument: 'claims.pin', cause });
    expect(error.message).toBe(
      'Invalid argument "claims.pin": received a secret, expected no secret',
    );
  });

  it('replaces an error about an option, and no other error', () => {
    const cause = new Error('below');
    const failed = (error: Error) => () =>
      checkArguments(() => {
        throw error;
      });
    expect(failed(new ConfigurationError('sub', '5', 'text', cause))).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARGUMENT',
        message: 'Invalid argument "sub": received 5, expected text',
        cause,
      }) as Error,
    );
    expect(failed(cause)).toThrow(cause);
    expect(checkArguments(() => 5)).toBe(5);
  });
});
