/** The credential of a handshake: one, or none, or a request that is malformed; never one of several. */
import { handshakeCredential } from '../../src/transports/ws.js';

const offering = (...protocols: string[]) => ({
  headers: { 'sec-websocket-protocol': protocols.join(', ') },
});
const auth = (token: unknown) => ({ headers: {}, auth: { token } });

describe('the credential of a handshake', () => {
  it.each([
    ['the subprotocol after bearer', offering('bearer', 'a.b.c')],
    ['it between tabs and spaces', offering(' bearer\t', '\t a.b.c ')],
    ['it among other subprotocols', offering('chat', 'bearer', 'a.b.c', 'v2')],
    ['auth.token', auth('a.b.c')],
    ['auth.token with its scheme', auth('Bearer  a.b.c')],
  ])('is %s', (_what, handshake) => {
    expect(handshakeCredential(handshake)).toBe('a.b.c');
  });

  it.each([
    ['no subprotocol', { headers: {} }],
    ['other subprotocols alone', offering('chat', 'bearers')],
    ['a subprotocol that a space of Unicode begins', offering('\u{a0}bearer', 'a.b.c')],
    ['one that ends with that space', offering('bearer\u{a0}', 'a.b.c')],
    ['auth without a token', { headers: {}, auth: {} }],
    ['a token that is not there', auth(null)],
  ])('is missing with %s', (_what, handshake) => {
    expect(handshakeCredential(handshake)).toBeUndefined();
  });

  it.each([
    ['two after bearer', offering('bearer', 'a.b.c', 'bearer', 'd.e.f')],
    ['the same one twice', offering('bearer', 'a.b.c', 'bearer', 'a.b.c')],
    ['bearer as its own token', offering('bearer', 'bearer')],
    ['nothing after bearer', offering('bearer')],
    ['an empty text after bearer', offering('bearer', '')],
    ['an empty auth.token', auth('')],
    ['an auth.token that is a scheme alone', auth('Bearer')],
    ['an auth.token with nothing after its scheme', auth('Bearer ')],
    ['an auth.token that is not a string', auth(['a.b.c'])],
    ['two places', { ...offering('bearer', 'a.b.c'), auth: { token: 'a.b.c' } }],
  ])('is malformed with %s', (_what, handshake) => {
    expect(() => handshakeCredential(handshake)).toThrow(
      expect.objectContaining({ code: 'ERR_REQUEST_MALFORMED' }) as Error,
    );
  });
});
