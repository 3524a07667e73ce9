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
  type TokenErrorCode,
} from '../../src/index.js';
import {
  DEFAULT_REALM,
  forbidden,
  outcomeOf,
  unauthorized,
  unavailable,
} from '../../src/bearer/index.js';

const TOKEN_CODES: readonly TokenErrorCode[] = [
  'ERR_TOKEN_MALFORMED',
  'ERR_TOKEN_TOO_LARGE',
  'ERR_HEADER_INVALID',
  'ERR_CRITICAL_HEADER',
  'ERR_ALGORITHM_NOT_ALLOWED',
  'ERR_SIGNATURE_INVALID',
  'ERR_KEY_NOT_FOUND',
  'ERR_KEY_AMBIGUOUS',
  'ERR_ISSUER_UNKNOWN',
  'ERR_AUDIENCE_MISMATCH',
  'ERR_CLAIM_MISSING',
  'ERR_CLAIM_INVALID',
  'ERR_TOKEN_EXPIRED',
  'ERR_TOKEN_NOT_YET_VALID',
  'ERR_TOKEN_TOO_OLD',
  'ERR_TOKEN_LIFETIME',
  'ERR_TOKEN_TYPE',
  'ERR_TOKEN_BOUND',
  'ERR_TOKEN_REVOKED',
];

const INVALID_TOKEN = {
  status: 401,
  headers: {
    'WWW-Authenticate':
      'Bearer realm="api", error="invalid_token", ' +
      'error_description="The access token is invalid or expired"',
  },
  body: { message: 'Unauthorized', statusCode: 401 },
};

describe('the outcome for the client', () => {
  it.each(TOKEN_CODES)('for %s is the same as for every other bad token', (code) => {
    const error = new TokenError(code, 'the reason', { claim: 'exp', cause: new Error('deeper') });
    expect(outcomeOf(error)).toEqual(INVALID_TOKEN);
    expect(JSON.stringify(outcomeOf(error))).toBe(JSON.stringify(INVALID_TOKEN));
  });

  it('without a credential is a challenge without an error', () => {
    expect(outcomeOf(new CredentialError('ERR_CREDENTIAL_MISSING', 'none'))).toEqual({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="api"' },
      body: { message: 'Unauthorized', statusCode: 401 },
    });
  });

  it('for a malformed request is 400', () => {
    expect(outcomeOf(new CredentialError('ERR_REQUEST_MALFORMED', 'two'))).toEqual({
      status: 400,
      headers: { 'WWW-Authenticate': 'Bearer realm="api", error="invalid_request"' },
      body: { message: 'Bad Request', statusCode: 400 },
    });
  });

  it('for a request from another site’s page is 403, without a challenge', () => {
    expect(outcomeOf(new OriginError('other'))).toEqual({
      status: 403,
      headers: {},
      body: { message: 'Forbidden', statusCode: 403 },
    });
  });

  it('when keys are unavailable is 503 with Retry-After, without a challenge', () => {
    expect(outcomeOf(new KeysUnavailableError('down', 6.2))).toEqual({
      status: 503,
      headers: { 'Retry-After': '7' },
      body: { message: 'Service Unavailable', statusCode: 503 },
    });
  });

  it('when revocation cannot be checked is 503 too', () => {
    expect(outcomeOf(new RevocationUnknownError('stale', 5))).toEqual({
      status: 503,
      headers: { 'Retry-After': '5' },
      body: { message: 'Service Unavailable', statusCode: 503 },
    });
  });

  it.each([
    new ConfigurationError('audience', '""', 'a text'),
    new InvalidKeyError('weak'),
    new InvalidArgumentError('kid', '5', 'text'),
    new PortcullisError('ERR_REFRESH_REJECTED', 'a session that has ended'),
    new PortcullisError('ERR_TOKEN_REQUEST', 'invalid_client'),
    new PortcullisError('ERR_KEYS_UNAVAILABLE', 'without Retry-After'),
    new Error('a bug'),
    'a text',
    undefined,
    null,
  ])('does not exist for an error that the request did not cause (%p)', (error) => {
    expect(outcomeOf(error)).toBeUndefined();
  });

  it('for a missing role is 403', () => {
    expect(forbidden()).toEqual({
      status: 403,
      headers: { 'WWW-Authenticate': 'Bearer realm="api", error="insufficient_scope"' },
      body: { message: 'Forbidden', statusCode: 403 },
    });
  });

  it('for a missing scope names the required scopes', () => {
    expect(forbidden('shop', ['read', 'write']).headers).toEqual({
      'WWW-Authenticate': 'Bearer realm="shop", error="insufficient_scope", scope="read write"',
    });
  });

  it('names the realm', () => {
    expect(DEFAULT_REALM).toBe('api');
    const { headers } = outcomeOf(new TokenError('ERR_TOKEN_EXPIRED', 'x'), 'shop') ?? {};
    expect(headers?.['WWW-Authenticate']).toMatch(/^Bearer realm="shop", error="invalid_token"/);
  });

  it('quotes the realm', () => {
    const { headers } = forbidden('a "b" \\ c');
    expect(headers['WWW-Authenticate']).toBe(
      'Bearer realm="a \\"b\\" \\\\ c", error="insufficient_scope"',
    );
  });

  it('cannot be changed by its consumers', () => {
    const outcome = outcomeOf(new TokenError('ERR_TOKEN_EXPIRED', 'x'));
    const parts = [outcome, outcome?.headers, outcome?.body, forbidden().headers];
    expect(parts.map((part) => Object.isFrozen(part))).toEqual([true, true, true, true]);
  });
});

describe('an outcome without an error', () => {
  it('of a missing and of an invalid credential is that of the error', () => {
    const missing = new CredentialError('ERR_CREDENTIAL_MISSING', 'text');
    expect(unauthorized('x', 'missing')).toEqual(outcomeOf(missing, 'x'));
    expect(unauthorized('x')).toEqual(outcomeOf(new TokenError('ERR_TOKEN_EXPIRED', 'text'), 'x'));
    expect(unauthorized()).not.toEqual(unauthorized('api', 'missing'));
  });

  it.each([
    [undefined, '1'],
    [0, '1'],
    [1.2, '2'],
    [60, '60'],
  ])('of an outage of %p s has Retry-After: %s', (seconds, retryAfter) => {
    expect(unavailable(seconds)).toEqual({
      status: 503,
      headers: { 'Retry-After': retryAfter },
      body: { message: 'Service Unavailable', statusCode: 503 },
    });
  });
});
