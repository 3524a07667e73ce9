/** Private keys as `openssl` writes them, and as hosting providers and configuration systems copy them. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { opensslKeys } from '../../../../tools/system-programs/openssl.mjs';
import { SigningKey, TokenSigner } from '../../src/index.js';
import { refusal } from '../support/refusal.js';

let texts: Readonly<Record<string, string>>;
let kid: string;

beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  texts = await opensslKeys(String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  ({ kid } = await SigningKey.import(of('leaf.pkcs8')));
});

/** Outputs of `openssl`, concatenated. */
function of(...names: readonly string[]): string {
  return names.map((name) => texts[name] ?? `no ${name}`).join('');
}

const given = async (text: string) => (await refusal(SigningKey.import(text))).message;

describe('a text with one private key', () => {
  it.each<[what: string, ...names: string[]]>([
    ['alone', 'leaf.sec1'],
    ['out of PKCS #12', 'bag-with-key'],
    ['after its certificate', 'leaf.crt', 'leaf.sec1'],
    ['before its certificate and the chain', 'leaf.pkcs8', 'leaf.crt', 'middle.crt', 'root.crt'],
    ['after its public key', 'leaf.public', 'leaf.pkcs8'],
    ['after a certificate with its readable dump', 'leaf.crt-text', 'leaf.pkcs8'],
  ])('is imported: %s', async (_what, ...names) => {
    const text = of(...names);
    expect((await SigningKey.import(text)).kid).toBe(kid);
    expect((await SigningKey.import(Buffer.from(text))).kid).toBe(kid);
  });

  it('is imported after the parameters of its curve', async () => {
    expect((await SigningKey.import(of('parameters-and-key'))).alg).toBe('ES256');
  });

  it.each<[how: string, change: (text: string) => string]>([
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['with CR alone', (text) => text.replaceAll('\n', '\r')],
    ['after a BOM', (text) => `\ufeff${text}`],
    ['indented', (text) => text.replaceAll(/^/gm, '  ')],
    ['after a comment', (text) => `# ours\n${text}`],
  ])('is imported %s', async (_how, change) => {
    expect((await SigningKey.import(change(of('leaf.sec1')))).kid).toBe(kid);
  });
});

describe('an ambiguous text', () => {
  it.each<[what: string, because: RegExp, ...names: string[]]>([
    ['two private keys', /PEM \(EC PRIVATE KEY, RSA PRIVATE KEY\)/, 'leaf.sec1', 'rsa.pkcs1'],
    ['the same key twice', /PEM \(EC PRIVATE KEY, PRIVATE KEY\)/, 'leaf.sec1', 'leaf.pkcs8'],
    ['a certificate alone', /PEM \(CERTIFICATE\) without a private key/, 'leaf.crt'],
    ['a public key alone', /PEM \(PUBLIC KEY\) without a private key/, 'leaf.public'],
    ['an encrypted key', /an encrypted private key \(ENCRYPTED PRI/, 'leaf.pkcs8-encrypted'],
    ['an old encrypted key', /an encrypted private key \(EC PRIVATE/, 'leaf.sec1-encrypted'],
    ['an old encrypted RSA key', /an encrypted private key \(RSA PRI/, 'rsa.pkcs1-encrypted'],
    ['an encrypted key and its certificate', /encrypted/, 'leaf.crt', 'leaf.pkcs8-encrypted'],
  ])('is rejected with the reason: %s', async (_what, because, ...names) => {
    expect(await given(of(...names))).toMatch(because);
  });

  it.each<[how: string, because: RegExp, change: (text: string) => string]>([
    ['\\n written out', /with \\n written out/, (text) => text.replaceAll('\n', '\\n')],
    ['no line breaks', /without its line breaks/, (text) => text.replaceAll('\n', '')],
    ['spaces for line breaks', /without its line breaks/, (text) => text.replaceAll('\n', ' ')],
    ['no end', /cut short or damaged/, (text) => text.slice(0, -40)],
    ['not PEM', /\d+ bytes that are not PEM/, (text) => Buffer.from(text).toString('base64')],
  ])(
    'is rejected with the reason for malformed PEM, and without the key: %s',
    async (_how, why, change) => {
      const message = await given(change(of('leaf.sec1')));
      expect(message).toMatch(why);
      expect(message).not.toContain(of('leaf.sec1').slice(40, 60));
    },
  );

  it('is not an HMAC secret', async () => {
    for (const name of ['leaf.sec1', 'leaf.crt', 'leaf.public', 'dh-parameters']) {
      const error = await refusal(SigningKey.import(of(name), { algorithm: 'HS256' }));
      expect(error.message).toMatch(/what was given as a secret is a p(rivate|ublic) key/);
    }
  });
});

describe('whitespace around a value', () => {
  it('causes a warning around a secret, which is used unchanged', async () => {
    const secret = randomBytes(32).toString('hex');
    const said: string[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: string | Error) => void said.push(String(warning));
    const odd = await SigningKey.import(`${secret}\n`, { algorithm: 'HS256' });
    const twin = await SigningKey.import(secret, { algorithm: 'HS256' });
    process.emitWarning = emitWarning;
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^key: the secret ends with a line break/);
    expect(said[0]).not.toContain(secret);
    expect(odd.kid).not.toBe(twin.kid);
  });

  it.each<[option: string, names: object]>([
    ['issuer', { issuer: 'https://id.example ' }],
    ['audience', { audience: ' api' }],
    ['audience[1]', { audience: ['web', 'api '] }],
    ['clientId', { clientId: 'app ' }],
  ])('is rejected around %s', async (option, names) => {
    const right = { issuer: 'https://id.example', audience: 'api', clientId: 'app' };
    const key = await SigningKey.import(of('leaf.pkcs8'));
    const make = (options: object) => () => new TokenSigner({ ...right, ...options, key });
    expect(make(names)).toThrow(
      new RegExp(`^Invalid option "${option.replace(/[[\]]/g, '\\$&')}": received`),
    );
    expect(make({})).not.toThrow();
  });
});
