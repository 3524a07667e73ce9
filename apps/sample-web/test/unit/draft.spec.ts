/** Decoding, editing and encoding of tokens. */
import { claimsOf, decodePart, segmentsOf, tidyToken } from '../../src/token/decode.js';
import { bytesOfSegment, segmentOfText, textOfSegment } from '../../src/token/base64url.js';
import { draftToken, editorText, isEdited, isSendable } from '../../src/token/draft.js';
import { parseObject } from '../../src/token/json.js';

const HEADER = '{"alg":"ES256","kid":"k1"}';
const PAYLOAD = '{"sub":"Zoë","list":[1,{"a":2}]}';
const TOKEN = `${segmentOfText(HEADER)}.${segmentOfText(PAYLOAD)}.c2ln`;

describe('base64url', () => {
  it('round-trips any text', () => {
    expect(textOfSegment(segmentOfText('Zoë 🔑'))).toBe('Zoë 🔑');
  });

  it.each(['a', 'ab=', 'a+b/', 'ab cd', 'QQ==', 'QR'])('rejects %j', (segment) => {
    expect(bytesOfSegment(segment)).toBeUndefined();
  });

  it('rejects bytes that are not UTF-8', () => {
    expect(textOfSegment('_w')).toBeUndefined();
    expect(bytesOfSegment('_w')).toHaveLength(1);
  });
});

describe('a JSON object', () => {
  it('is parsed', () => {
    expect(parseObject(PAYLOAD)).toEqual({ sub: 'Zoë', list: [1, { a: 2 }] });
  });

  it('can have colons and quotes in its strings', () => {
    expect(parseObject('{"a":"b\\":","c":[":"]}')).toEqual({ a: 'b":', c: [':'] });
  });

  it.each(['', '[]', '1', 'null', '{"a":1,"a":2}', '{"x":{"a":1,"a":1}}', '{"__proto__":1}'])(
    'is not %s',
    (text) => {
      expect(parseObject(text)).toBeUndefined();
    },
  );
});

describe('a token', () => {
  it('is decoded', () => {
    expect(claimsOf(TOKEN)).toEqual(JSON.parse(PAYLOAD));
    expect(decodePart(segmentsOf(TOKEN).header).text).toBe(HEADER);
  });

  it.each([`Bearer ${TOKEN}`, ` "${TOKEN}"\n`, `Authorization: Bearer ${TOKEN}`])(
    'is found in what was pasted',
    (pasted) => {
      expect(tidyToken(pasted)).toBe(TOKEN);
    },
  );
});

describe('a draft', () => {
  it('is the exact token until something is changed', () => {
    const spaced = `${segmentOfText('{ "alg":"ES256" }')}.${segmentOfText(PAYLOAD)}.c2ln`;
    expect(draftToken({ original: spaced })).toBe(spaced);
    expect(isEdited({ original: spaced })).toBe(false);
  });

  it('is the exact token again when a change is undone', () => {
    const payload = editorText({ original: TOKEN }, 'payload');
    expect(payload).toContain('\n');
    expect(draftToken({ original: TOKEN, payload })).toBe(TOKEN);
    expect(isEdited({ original: TOKEN, payload: payload.replace('Zoë', 'Eve') })).toBe(true);
  });

  it('encodes the typed text, even if it is not JSON', () => {
    const token = draftToken({ original: TOKEN, payload: '{"sub":' });
    expect(decodePart(segmentsOf(token).payload)).toEqual({ text: '{"sub":', json: undefined });
  });

  it('keeps a duplicate member', () => {
    const payload = '{"a":1,"a":2}';
    expect(decodePart(segmentsOf(draftToken({ original: TOKEN, payload })).payload).text).toBe(
      payload,
    );
  });

  it('is empty without a token', () => {
    expect(draftToken({ original: '' })).toBe('');
    expect(isSendable('')).toBe(false);
    expect(isSendable(TOKEN)).toBe(true);
    expect(isSendable('a.b.ü')).toBe(false);
  });
});
