/** HTTP Basic at the token endpoint: which bytes name which client. */
import { readClient } from '../../src/issuer/endpoints/token-endpoint.request.js';

const read = (header: string) =>
  readClient({ headers: { authorization: header } }, { grant_type: 'client_credentials' });
const basic = (pair: string, encoding: BufferEncoding = 'utf8') =>
  `Basic ${Buffer.from(pair, encoding).toString('base64')}`;
const REFUSED = expect.objectContaining({ error: 'invalid_client' }) as Error;

describe('a client that authenticates by HTTP Basic', () => {
  it('is named by UTF-8, whatever the case of the scheme', () => {
    const ada = { clientId: 'ädä', clientSecret: 'päss:wörd' };
    expect(read(basic('ädä:päss:wörd'))).toEqual(ada);
    expect(read(basic('ädä:päss:wörd').replace('Basic', 'bAsIc'))).toEqual(ada);
    expect(read(basic('\u{fffd}:x'))).toEqual({ clientId: '\u{fffd}', clientSecret: 'x' });
  });

  it('is not named by bytes that are not UTF-8, which would all be read as one character', () => {
    for (const pair of ['\u{e4}:x', '\u{ff}:x', 'a:\u{80}']) {
      expect(() => read(basic(pair, 'latin1'))).toThrow(REFUSED);
    }
  });

  it('keeps the spaces of Unicode that an ID has', () => {
    expect(read(basic('\u{a0}ada\u{2003}:x'))?.clientId).toBe('\u{a0}ada\u{2003}');
  });

  it.each(['Ba\u{17f}ic', '\u{a0}Basic', 'Basic\u{a0}', 'Basic\t'])(
    'is not named after the scheme %j',
    (scheme) => {
      expect(() => read(basic('ada:x').replace('Basic', scheme))).toThrow(REFUSED);
    },
  );
});
