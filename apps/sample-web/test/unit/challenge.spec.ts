/** Explanations of the challenges that the API sends. */
import { CredentialError, TokenError } from '@portcullis/core';
import { forbidden, outcomeOf } from '@portcullis/core/bearer';
import { challengeInWords, parseChallenge } from '../../src/http/challenge.js';

/** Returns the challenge of an outcome. */
function challengeOf(outcome: ReturnType<typeof outcomeOf>): string {
  return outcome?.headers['WWW-Authenticate'] ?? '';
}

const MISSING = challengeOf(outcomeOf(new CredentialError('ERR_CREDENTIAL_MISSING', 'none')));
const MALFORMED = challengeOf(outcomeOf(new CredentialError('ERR_REQUEST_MALFORMED', 'two')));
const EXPIRED = challengeOf(outcomeOf(new TokenError('ERR_TOKEN_EXPIRED', 'over')));

describe('an explained challenge', () => {
  it('says that the request had no token', () => {
    expect(challengeInWords(MISSING).join(' ')).toContain('The request had no token');
  });

  it('says that a token was rejected, with the description of the server', () => {
    const words = challengeInWords(EXPIRED).join(' ');
    expect(words).toContain('The token was rejected');
    expect(words).toContain('“The access token is invalid or expired”');
  });

  it('says that a request is malformed', () => {
    expect(challengeInWords(MALFORMED).join(' ')).toContain('The request is malformed');
  });

  it('says that a token does not grant access, and which scope is required', () => {
    const words = challengeInWords(challengeOf(forbidden('api', ['articles:write']))).join(' ');
    expect(words).toContain('it does not grant this access');
    expect(words).toContain('articles:write');
  });

  it('names the realm', () => {
    expect(challengeInWords(MISSING).join(' ')).toContain('“api”');
  });

  it('names another scheme and an unknown error', () => {
    const words = challengeInWords('Basic realm="x", error="odd"').join(' ');
    expect(words).toContain('the scheme Basic');
    expect(words).toContain('The error code is odd');
  });

  it('says that other text is not a challenge', () => {
    expect(challengeInWords('')).toEqual(['The header is not a challenge.']);
  });
});

describe('a parsed challenge', () => {
  it('has names in any case', () => {
    const { parameters } = parseChallenge('BEARER Realm="api", ERROR="invalid_token"') ?? {};
    expect(Object.fromEntries(parameters ?? [])).toEqual({ realm: 'api', error: 'invalid_token' });
  });

  it('has unescaped values', () => {
    const header = challengeOf(forbidden('a "quoted", \\realm'));
    expect(parseChallenge(header)?.parameters.get('realm')).toBe('a "quoted", \\realm');
  });

  it('has values without quotes', () => {
    expect(parseChallenge('Bearer error=invalid_token')?.parameters.get('error')).toBe(
      'invalid_token',
    );
  });
});
