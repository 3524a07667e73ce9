/** Challenges are read out as the API writes them. */
import { CredentialError, TokenError } from '@portcullis/core';
import { forbidden, outcomeOf } from '@portcullis/core/bearer';
import { challengeInWords, parseChallenge } from '../../src/http/challenge.js';

/** What the API writes. */
function challengeOf(outcome: ReturnType<typeof outcomeOf>): string {
  return outcome?.headers['WWW-Authenticate'] ?? '';
}

const MISSING = challengeOf(outcomeOf(new CredentialError('ERR_CREDENTIAL_MISSING', 'none')));
const MALFORMED = challengeOf(outcomeOf(new CredentialError('ERR_REQUEST_MALFORMED', 'two')));
const EXPIRED = challengeOf(outcomeOf(new TokenError('ERR_TOKEN_EXPIRED', 'over')));

describe('a challenge in words', () => {
  it('says that no token came', () => {
    expect(challengeInWords(MISSING).join(' ')).toContain('No token came with the request');
  });

  it('says that a token was refused, and what the server says of it', () => {
    const words = challengeInWords(EXPIRED).join(' ');
    expect(words).toContain('The token was refused');
    expect(words).toContain('“The access token is invalid or expired”');
  });

  it('says that a request is malformed', () => {
    expect(challengeInWords(MALFORMED).join(' ')).toContain('The request is malformed');
  });

  it('says that a token is not enough, and which scope would be', () => {
    const words = challengeInWords(challengeOf(forbidden('api', ['articles:write']))).join(' ');
    expect(words).toContain('what it grants is not enough');
    expect(words).toContain('articles:write');
  });

  it('names the realm', () => {
    expect(challengeInWords(MISSING).join(' ')).toContain('“api”');
  });

  it('names another scheme, and an error that it does not know', () => {
    const words = challengeInWords('Basic realm="x", error="odd"').join(' ');
    expect(words).toContain('the scheme Basic');
    expect(words).toContain('called odd');
  });

  it('says of a text that it is none', () => {
    expect(challengeInWords('')).toEqual(['The header is not a challenge.']);
  });
});

describe('a challenge in parts', () => {
  it('has names of whichever case', () => {
    const { parameters } = parseChallenge('BEARER Realm="api", ERROR="invalid_token"') ?? {};
    expect(Object.fromEntries(parameters ?? [])).toEqual({ realm: 'api', error: 'invalid_token' });
  });

  it('has its quotes undone', () => {
    const header = challengeOf(forbidden('a "quoted", \\realm'));
    expect(parseChallenge(header)?.parameters.get('realm')).toBe('a "quoted", \\realm');
  });

  it('has parameters without quotes too', () => {
    expect(parseChallenge('Bearer error=invalid_token')?.parameters.get('error')).toBe(
      'invalid_token',
    );
  });
});
