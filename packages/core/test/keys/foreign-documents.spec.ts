/** JWK Sets and metadata as some servers write them: with a byte order mark, and null for missing members. */
import { discover, OIDC } from '../support/discovered.js';
import { body, jwks } from '../support/jwks-server.js';
import { keyOf, withKid } from '../support/keys.js';
import { closeRemotes, openVerifier, published } from '../support/remote.js';
import { mint } from '../support/tokens.js';

afterEach(closeRemotes);

const MARK = Buffer.of(0xef, 0xbb, 0xbf);
const marked = (value: unknown) => Buffer.concat([MARK, Buffer.from(JSON.stringify(value))]);
const key = withKid(keyOf('ES256'), 'a');
const token = mint(key);

describe('a byte order mark', () => {
  it('before a JWK Set is ignored', async () => {
    const { verdict } = await openVerifier(body(marked({ keys: [key.jwk] })));
    expect(await verdict(token)).toBe('accepted');
  });

  it.each<[what: string, bytes: Buffer]>([
    ['twice', Buffer.concat([MARK, marked({ keys: [key.jwk] })])],
    ['cut short', marked({ keys: [key.jwk] }).subarray(1)],
    ['of UTF-16', Buffer.from(`\ufeff${JSON.stringify({ keys: [key.jwk] })}`, 'utf16le')],
  ])('%s before a JWK Set is rejected', async (_what, bytes) => {
    const { verdict } = await openVerifier(body(bytes));
    expect(await verdict(token)).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('before metadata is ignored', async () => {
    const metadata = (host: string | undefined) => {
      const issuer = `http://${host}`;
      return marked({ issuer, jwks_uri: `${issuer}/jwks` });
    };
    const { look } = await discover({
      [OIDC]: (request, response) => body(metadata(request.headers.host))(request, response),
      '/jwks': body(marked({ keys: [published('a')] })),
    });
    expect(await look('a')).toBe('found');
  });

  it('before the payload or the header of a token is malformed', async () => {
    const { verdict } = await openVerifier(jwks([key.jwk]));
    const [header = '', payload = '', signature] = token.split('.');
    const mark = (part: string) =>
      Buffer.concat([MARK, Buffer.from(part, 'base64url')]).toString('base64url');
    expect(await verdict(`${mark(header)}.${payload}.${signature}`)).toBe('ERR_TOKEN_MALFORMED');
    expect(await verdict(`${header}.${mark(payload)}.${signature}`)).toBe('ERR_TOKEN_MALFORMED');
    expect(await verdict(token)).toBe('accepted');
  });
});

describe('null', () => {
  it('counts as absent in a JWK', async () => {
    const absent = { alg: null, use: null, key_ops: null, x5c: null, x5t: null, d: null, k: null };
    const { verdict } = await openVerifier(jwks([{ ...key.jwk, ...absent }]));
    expect(await verdict(token)).toBe('accepted');
  });

  it('counts as absent in metadata', async () => {
    const answers: Parameters<typeof discover>[0] = {
      [OIDC]: (request, response) => {
        const issuer = `http://${request.headers.host}`;
        const metadata = {
          issuer,
          jwks_uri: `${issuer}/jwks`,
          id_token_signing_alg_values_supported: null,
        };
        body(JSON.stringify(metadata))(request, response);
      },
      '/jwks': jwks([published('a')]),
    };
    const { look } = await discover(answers, { tokenType: 'id' });
    expect(await look('a')).toBe('found');
  });
});

describe('operations of a JWK Set', () => {
  it.each([[['verify', 0]], [['verify', null]], [['verify', 'encrypt']]])(
    'must all be for signatures: not %j',
    async (operations) => {
      const odd = await openVerifier(jwks([{ ...key.jwk, key_ops: operations }]));
      expect(await odd.verdict(token)).toBe('ERR_KEY_NOT_FOUND');
      const twin = await openVerifier(jwks([{ ...key.jwk, key_ops: ['verify'] }]));
      expect(await twin.verdict(token)).toBe('accepted');
    },
  );
});
