import { MAX_TOKEN_BYTES, parseCompact } from '../../src/jws/compact.js';
import { verifyCompact } from '../../src/jws/index.js';
import { importKey } from '../../src/jwk/index.js';
import { keyOf } from '../support/keys.js';
import { mint, split } from '../support/tokens.js';
import { verdictNow } from '../support/verdict.js';

const key = keyOf('HS256');
const token = mint(key);
const [header, payload, signature] = split(token);

describe('a compact JWS', () => {
  it('is split at its two dots', () => {
    expect(parseCompact(token)).toEqual({
      headerSegment: header,
      header: { alg: 'HS256', kid: 'key-1', typ: 'JWT' },
      signingInput: `${header}.${payload}`,
      payloadSegment: payload,
      signature: Buffer.from(signature, 'base64url'),
    });
  });

  it('may have no payload', () => {
    expect(parseCompact(`${header}..${signature}`).payloadSegment).toBe('');
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['one part', header],
    ['two parts', `${header}.${payload}`],
    ['an empty first part', `.${payload}.${signature}`],
    ['dots alone', '..'],
    ['four parts', `${token}.`],
    ['four parts, the last one not empty', `${token}.${signature}`],
    ['five parts', `${header}.${payload}.${payload}.${payload}.${signature}`],
  ])('is not %s', (_name, text) => {
    // The decoder never runs: text with another number of parts has no header.
    const asked = () => verdictNow(() => parseCompact(text, MAX_TOKEN_BYTES, neverAsked));
    expect(asked()).toBe('ERR_TOKEN_MALFORMED');
  });

  it('may have a first part of one character; the header decoder rejects it', () => {
    const decoded = { alg: 'HS256', kid: undefined, typ: undefined } as const;
    expect(parseCompact('x..AAAA', 7, () => decoded).header).toBe(decoded);
  });

  it.each([undefined, null, 1, {}, [token], Buffer.from(token), Object(token)])(
    'must be a string (%#)',
    (value) => {
      expect(verdictNow(() => parseCompact(value as string))).toBe('ERR_TOKEN_MALFORMED');
    },
  );

  it('has a signature', () => {
    expect(verdictNow(() => parseCompact(`${header}.${payload}.`))).toBe('ERR_TOKEN_MALFORMED');
  });

  it.each(['A', 'AB', 'AA==', 'AA+A', 'AA A'])(
    'has a signature in canonical base64url, unlike %j',
    (text) => {
      expect(verdictNow(() => parseCompact(`${header}.${payload}.${text}`))).toBe(
        'ERR_TOKEN_MALFORMED',
      );
    },
  );

  it.each(['A', 'AB', 'AA==', 'AA+A', 'AA A'])(
    'has a payload in canonical base64url when it is verified, unlike %j',
    (text) => {
      const altered = `${header}.${text}.${signature}`;
      expect(verdictNow(() => verifyCompact(altered, importKey(key.jwk)))).toBe(
        'ERR_TOKEN_MALFORMED',
      );
    },
  );
});

function neverAsked(): never {
  throw new Error('the decoder was asked');
}
