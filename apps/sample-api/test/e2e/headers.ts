/** Malformed Authorization headers are rejected and never cause a server error. */
import { send, sendBytes, type HeaderLine } from '../support/http-client.js';
import type { Sample } from '../support/sample.js';
import type { Running } from './running.js';

const nested = Buffer.from(`${'['.repeat(5000)}${']'.repeat(5000)}`).toString('base64url');
const header = Buffer.from('{"alg":"RS256"}').toString('base64url');

/** Malformed headers around a valid token. */
function aroundGoodToken(good: string): Readonly<Record<string, readonly HeaderLine[]>> {
  return {
    'two headers': [authorization(`Bearer ${good}`), authorization(`Bearer ${good}`)],
    'two schemes': [authorization('Basic dTpw'), authorization(`Bearer ${good}`)],
    'two tokens': [authorization(`Bearer ${good} ${good}`)],
    'two tokens with a comma': [authorization(`Bearer ${good}, Bearer ${good}`)],
    'a comma behind': [authorization(`Bearer ${good},`)],
    'a tab between': [authorization(`Bearer\t${good}`)],
    'quotes around': [authorization(`Bearer "${good}"`)],
    'angle brackets around': [authorization(`Bearer <${good}>`)],
    'a line folded': [authorization(`Bearer\r\n ${good}`)],
    'a NUL behind': [authorization(`Bearer ${good}\0`)],
    'a character over ASCII behind': [authorization(`Bearer ${good}\u00ff`)],
    'no-break space between': [authorization(`Bearer\u00a0${good}`)],
    'no scheme': [authorization(good)],
    'another scheme': [authorization(`Token ${good}`)],
    'the scheme Bearer-Token': [authorization(`Bearer-Token ${good}`)],
    'a colon behind the scheme': [authorization(`Bearer: ${good}`)],
    'another header': [['X-Authorization', `Bearer ${good}`]],
    'a cookie': [['Cookie', `access_token=${good}; jwt=${good}`]],
    'a padded signature': [authorization(`Bearer ${good}==`)],
    'a dot behind': [authorization(`Bearer ${good}.`)],
    'a dot before': [authorization(`Bearer .${good}`)],
    'the signature left out': [authorization(`Bearer ${good.replace(/[^.]+$/, '')}`)],
    'plus and slash': [authorization(`Bearer ${good.replace(/_/g, '/').replace(/-/g, '+')}/`)],
  };
}

/** Malformed headers without a valid token. */
const BAD: Readonly<Record<string, readonly HeaderLine[]>> = {
  'an empty value': [authorization('')],
  'the scheme alone': [authorization('Bearer')],
  'the scheme and spaces': [authorization('Bearer     ')],
  undefined: [authorization('Bearer undefined')],
  null: [authorization('Bearer null')],
  'two dots': [authorization('Bearer ..')],
  'a hundred dots': [authorization(`Bearer ${'.'.repeat(100)}`)],
  'JSON text': [authorization('Bearer {"alg":"none"}')],
  'empty objects': [authorization('Bearer e30.e30.e30')],
  'JSON that is not an object': [authorization('Bearer bnVsbA.bnVsbA.AAAA')],
  'bytes that are not UTF-8': [authorization('Bearer _____w._____w._____w')],
  'deep nesting': [authorization(`Bearer ${header}.${nested}.AAAA`)],
  'a prototype in the header': [
    authorization(`Bearer ${b64('{"__proto__":{"alg":"HS256"},"alg":"toString"}')}.e30.AAAA`),
  ],
  'a kid of an inherited name': [
    authorization(`Bearer ${b64('{"alg":"RS256","kid":"constructor"}')}.e30.AAAA`),
  ],
  'a path as kid': [
    authorization(`Bearer ${b64('{"alg":"HS256","kid":"../../dev/null"}')}.e30.AAAA`),
  ],
  'keys of its own': [
    authorization(`Bearer ${b64('{"alg":"RS256","jku":"http://127.0.0.1:1/jwks"}')}.e30.AAAA`),
  ],
  '9 KiB': [authorization(`Bearer ${'a'.repeat(9 * 1024)}`)],
  '60 KiB': [authorization(`Bearer ${'a'.repeat(60 * 1024)}`)],
  'a format string': [authorization('Bearer %s%n%x')],
  'escape sequences': [authorization('Bearer \u001b[31mred')],
};

export function describeHeaders(running: Running): void {
  describe('a malformed Authorization header', () => {
    it('is rejected and never causes a server error', async () => {
      const { api } = running();
      const good = await api.login('admin');
      const statuses = await Promise.all(
        Object.entries({ ...BAD, ...aroundGoodToken(good) }).map(async ([name, headers]) => ({
          name,
          status: await statusOf(api, headers),
        })),
      );
      expect(statuses.filter(({ status }) => ![400, 401, 431].includes(status))).toEqual([]);
      expect((await api.call('/profile', { token: good })).status).toBe(200);
    });

    it('is not replaced by a token in the query', async () => {
      const { api } = running();
      const token = await api.login('admin');
      api.sent.add(token);
      for (const path of [`/profile?access_token=${token}`, `/profile?token=${token}`]) {
        expect([400, 401]).toContain((await api.call(path)).status);
      }
      expect((await api.call(`/profile?access_token=${token}`, { token })).status).toBe(400);
    });

    it('does no harm in a malformed request', async () => {
      const { api } = running();
      const token = await api.login('admin');
      for (const bytes of [
        `GET /profile HTTP/1.1\r\nAuthorization: Bearer ${token}\r\n\r\n`, // no Host
        `GET /profile HTTP/1.1\nHost: x\nAuthorization: Bearer ${token}\n\n`,
        `GET /profile HTTP/9.9\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
        `GET /profile HTTP/1.1\r\nHost: x\r\nAuthorization : Bearer ${token}\r\n\r\n`,
      ]) {
        expect((await sendBytes(api.port, Buffer.from(bytes))).status).toBe(400);
      }
    });
  });
}

async function statusOf(api: Sample, headers: readonly HeaderLine[]): Promise<number> {
  for (const [, value] of headers) {
    for (const token of value.split(/[^\w.-]+/)) api.sent.add(token);
  }
  return (await send(api.port, '/profile', { headers })).status;
}

function authorization(value: string): HeaderLine {
  return ['Authorization', value];
}

function b64(text: string): string {
  return Buffer.from(text).toString('base64url');
}
