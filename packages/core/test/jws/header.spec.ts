import { MAX_HEADER_BYTES, parseHeader } from '../../src/jws/header.js';
import { segment, type Members } from '../support/tokens.js';
import { verdictNow } from '../support/verdict.js';

const verdictOn = (text: string) => verdictNow(() => parseHeader(segment(text)));
const verdictOf = (members: Members) => verdictOn(JSON.stringify({ alg: 'ES256', ...members }));

describe('a JOSE header', () => {
  it.each([
    '',
    'null',
    '1',
    '"text"',
    '[]',
    '{',
    '{"alg":"ES256","alg":"ES256"}',
    '{"alg":"ES256"}x',
  ])('is one strict JSON object, not %j', (text) => {
    expect(verdictOn(text)).toBe('ERR_TOKEN_MALFORMED');
  });

  it.each(['A', 'e30=', 'e3 0', 'e31', '+/8A'])('is canonical base64url, not %j', (text) => {
    expect(verdictNow(() => parseHeader(text))).toBe('ERR_TOKEN_MALFORMED');
  });

  it('is UTF-8', () => {
    const bytes = Buffer.from('{"alg":"ES256","x":"\xff"}', 'latin1');
    expect(verdictNow(() => parseHeader(bytes.toString('base64url')))).toBe('ERR_TOKEN_MALFORMED');
  });

  it('has at most 1024 bytes', () => {
    const ofBytes = (bytes: number) => '{"alg":"ES256"}'.padEnd(bytes);
    expect(verdictOn(ofBytes(MAX_HEADER_BYTES))).toBe('accepted');
    expect(verdictOn(ofBytes(MAX_HEADER_BYTES + 1))).toBe('ERR_TOKEN_TOO_LARGE');
  });

  it.each(['', 'toString', 'constructor', '__proto__', 1, true, null, ['ES256'], {}])(
    'has the name of an algorithm, not %j',
    (alg) => {
      expect(verdictOf({ alg })).toBe('ERR_HEADER_INVALID');
    },
  );

  it('has an alg', () => {
    expect(verdictOn('{}')).toBe('ERR_HEADER_INVALID');
  });

  it.each(['none', 'None', 'es256', 'ES256 ', 'HS1', 'RSA-OAEP', 'A128GCM', 'ES256K', '\u0000'])(
    'has a known algorithm, not %j',
    (alg) => {
      expect(verdictOf({ alg })).toBe('ERR_ALGORITHM_NOT_ALLOWED');
    },
  );

  it.each(['crit', 'b64'])('must not request extensions by %s, whatever its value', (name) => {
    for (const value of [[], ['exp'], '', null, false, true, 0, {}]) {
      expect(verdictOf({ [name]: value })).toBe('ERR_CRITICAL_HEADER');
    }
    expect(verdictOf({ [`${name}x`]: ['exp'] })).toBe('accepted');
  });

  it.each(['kid', 'typ'])('has a string as its %s, if any', (name) => {
    for (const value of [null, 1, false, ['text'], {}]) {
      expect(verdictOf({ [name]: value })).toBe('ERR_HEADER_INVALID');
      expect(() => parseHeader(segment({ alg: 'ES256', [name]: value }))).toThrow(
        `${name} is not a string`,
      );
    }
    expect(parseHeader(segment({ alg: 'ES256', [name]: 'text' }))).toMatchObject({
      [name]: 'text',
    });
  });
});
