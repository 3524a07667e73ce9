/** Texts with keys in them, as `openssl` writes them and as people and configuration systems copy them. */
import { createPrivateKey, createPublicKey, createSecretKey, X509Certificate } from 'node:crypto';
import { createVerifier, type PublicKeyInput } from '../../src/index.js';
import { importKey, importSecret, readPem } from '../../src/jwk/index.js';
import { opensslKeys } from '../../../../tools/system-programs/openssl.mjs';
import { clock } from '../support/bench.js';
import { keyOf, testKey, type TestKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { errorOf, verdictNow, verdictOf } from '../support/verdict.js';

let texts: Readonly<Record<string, string>>;
let leaf: TestKey;
let rsa: TestKey;

beforeAll(async () => {
  rsa = keyOf('RS256');
  texts = await opensslKeys(String(rsa.signingKey.export({ type: 'pkcs8', format: 'pem' })));
  const privateKey = createPrivateKey(of('leaf.sec1'));
  leaf = testKey('ES256', { privateKey, publicKey: createPublicKey(privateKey) });
});

/** Outputs of `openssl`, concatenated. */
function of(...names: readonly string[]): string {
  return names.map((name) => texts[name] ?? `no ${name}`).join('');
}

const shared = { issuer: ISSUER, audience: AUDIENCE, clock };

/** The verdict on a good token of the leaf's or the RSA key, or the reason why the verifier does not start. */
async function outcome(publicKey: unknown, key: TestKey = leaf): Promise<string> {
  const options = { ...shared, publicKey: publicKey as PublicKeyInput };
  const error = await errorOf(() => createVerifier(options));
  if (error) return error.message;
  return verdictOf(() => createVerifier(options).verify(mint(key)));
}

/** Asserts that no form of a key is accepted as an HMAC secret, given as a secret or as a key. */
function isNeverSecret(text: string): boolean {
  const bytes = Buffer.from(text);
  return [text, bytes, createSecretKey(bytes)].every(
    (secret) => verdictNow(() => importSecret(secret)) === 'ERR_KEY_INVALID',
  );
}

const PRIVATE = /received a private key, expected a public key/;

describe('a text with a private key anywhere', () => {
  it.each<[what: string, ...names: string[]]>([
    ['alone (SEC 1)', 'leaf.sec1'],
    ['alone (PKCS #8)', 'leaf.pkcs8'],
    ['alone (PKCS #1)', 'rsa.pkcs1'],
    ['alone, encrypted (PKCS #8)', 'leaf.pkcs8-encrypted'],
    ['alone, encrypted (SEC 1)', 'leaf.sec1-encrypted'],
    ['alone, encrypted (PKCS #1)', 'rsa.pkcs1-encrypted'],
    ['after the parameters of its curve', 'parameters-and-key'],
    ['after the parameters of DSA', 'dsa-parameters-and-key'],
    ['after its certificate', 'leaf.crt', 'leaf.sec1'],
    ['before its certificate', 'leaf.sec1', 'leaf.crt'],
    ['after its public key', 'leaf.public', 'leaf.pkcs8'],
    ['after its public key, encrypted', 'leaf.public', 'leaf.pkcs8-encrypted'],
    ['after a whole chain', 'leaf.crt', 'middle.crt', 'root.crt', 'leaf.sec1'],
    ['of another pair', 'leaf.public', 'rsa.pkcs1'],
    ['out of PKCS #12', 'bag-with-key'],
    ['in the readable dump of its public key', 'leaf.public-and-private-text'],
  ])('is rejected as a public key: %s', async (_what, ...names) => {
    const text = of(...names);
    expect(await outcome(text)).toMatch(PRIVATE);
    expect(await outcome(Buffer.from(text))).toMatch(PRIVATE);
    expect(verdictNow(() => importKey(text))).toBe('ERR_KEY_INVALID');
    expect(isNeverSecret(text)).toBe(true);
  });

  it.each<[how: string, change: (text: string) => string]>([
    ['in small letters', (text) => text.toLowerCase()],
    ['with \\n written out', (text) => text.replaceAll('\n', '\\n')],
    ['in one line', (text) => text.replaceAll('\n', ' ')],
    ['without its end', (text) => text.slice(0, -40)],
    ['commented out', (text) => text.replaceAll(/^/gm, '# ')],
    ['in UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').toString('latin1')],
  ])('is rejected when the private key is damaged: %s', async (_how, change) => {
    expect(await outcome(of('leaf.public') + change(of('leaf.sec1')))).toMatch(PRIVATE);
  });

  it('is distinguished from its public twin, also in base64 and as a secret', async () => {
    const [secret, open] = [of('leaf.sec1'), of('leaf.public')];
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    expect(await outcome(base64(secret))).toMatch(/received the base64 of a private key,/);
    expect(await outcome(base64(open))).toMatch(/received the base64 of PEM text; decode it first/);
    expect(() => importSecret(base64(secret))).toThrow('is a private key');
    expect(() => importSecret(base64(open))).toThrow('is a public key');
    expect(() => importSecret(`PuTTY-User-Key-File-3: ssh-ed25519\n${base64(secret)}`)).toThrow(
      'is a private key',
    );
    expect(await outcome(open)).toBe('accepted');
  });

  it('does not hide the other forms of a private key', async () => {
    const key = createPrivateKey(of('leaf.sec1'));
    expect(await outcome(key)).toMatch(PRIVATE);
    expect(await outcome(key.export({ format: 'jwk' }))).toMatch(/received a private JWK/);
    const der = key.export({ type: 'pkcs8', format: 'der' });
    expect(await outcome(der)).toMatch(/received DER, which is binary, not PEM; openssl/);
    expect(await outcome(der.toString('base64'))).toMatch(/without the PEM boundaries/);
    expect(isNeverSecret(der.toString('base64'))).toBe(true);
  });

  it('is rejected when it is not PEM and follows its public twin', async () => {
    const key = createPrivateKey(of('leaf.sec1'));
    const jwk = JSON.stringify(key.export({ format: 'jwk' }));
    const xml = '<RSAKeyValue><Modulus>u1</Modulus><D>c2VjcmV0</D></RSAKeyValue>';
    for (const text of [jwk, JSON.stringify(jwk), JSON.stringify(JSON.parse(jwk), null, 2), xml]) {
      expect(await outcome(`${of('leaf.public')}\n${text}`)).toMatch(PRIVATE);
      expect(() => importSecret(text)).toThrow('is a private key');
    }
    const open = JSON.stringify(leaf.jwk);
    expect(await outcome(`${of('leaf.public')}\n${open}`)).toBe('accepted');
  });

  it('is rejected when its label says that it is public', async () => {
    const disguised = (name: string, label: string) =>
      of(name).replaceAll(/(BEGIN|END) [A-Z ]+/g, `$1 ${label}`);
    const notPublic = /is not a public key or certificate/;
    expect(await outcome(disguised('leaf.pkcs8', 'PUBLIC KEY'))).toMatch(notPublic);
    expect(await outcome(disguised('leaf.sec1', 'CERTIFICATE'))).toMatch(notPublic);
    expect(await outcome(disguised('rsa.pkcs1', 'RSA PUBLIC KEY'), rsa)).toMatch(notPublic);
    expect(await outcome(of('rsa.public-pkcs1'), rsa)).toBe('accepted');
  });
});

describe('a text with one public key', () => {
  it.each<[what: string, ...names: string[]]>([
    ['alone', 'leaf.public'],
    ['after the readable dump', 'leaf.public-text'],
    ['in a certificate', 'leaf.crt'],
    ['in a certificate after the readable dump', 'leaf.crt-text'],
    ['in a certificate after bag attributes', 'bag-certificate'],
    ['in a whole chain out of PKCS #12', 'bag-without-key'],
    ['in a chain that begins at the root', 'root.crt', 'middle.crt', 'leaf.crt'],
    ['in a chain in no order', 'middle.crt', 'leaf.crt', 'root.crt'],
    ['twice', 'leaf.public', 'leaf.public'],
    ['and its own certificate', 'leaf.public', 'leaf.crt'],
    ['and its own certificate with the chain', 'leaf.crt', 'middle.crt', 'root.crt', 'leaf.public'],
    ['and its certificate twice', 'leaf.crt', 'leaf.crt'],
    ['after the parameters of DH', 'dh-parameters', 'leaf.public'],
    ['in a certificate that signs itself, with the one before', 'leaf.self', 'leaf.self-renewed'],
  ])('is read: %s', async (_what, ...names) => {
    const text = of(...names);
    expect(await outcome(text)).toBe('accepted');
    expect(await outcome(Buffer.from(text))).toBe('accepted');
    expect(verdictNow(() => importKey(text))).toBe('accepted');
    expect(verdictNow(() => importKey(Buffer.from(text)))).toBe('accepted');
    expect(isNeverSecret(text)).toBe(true);
  });

  it.each<[how: string, change: (text: string) => string]>([
    ['after a comment', (text) => `# the key of the issuer\n${text}`],
    ['before more text', (text) => `${text}\nkept by the operators - begin of their notes`],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['with CR alone', (text) => text.replaceAll('\n', '\r')],
    ['after a BOM', (text) => `\ufeff${text}`],
    ['in UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').toString('latin1')],
    ['indented', (text) => text.replaceAll(/^/gm, '    ')],
    ['with spaces at the ends of lines', (text) => text.replaceAll('\n', ' \t\n')],
    ['without the last line break', (text) => text.trimEnd()],
    ['after empty lines', (text) => `\n\n${text}\n\n`],
    ['with its base64 in one line', (text) => text.replaceAll(/([^-])\n(?!-)/g, '$1')],
    [
      'with empty lines around its base64',
      (text) => text.replaceAll(/(\n)(-----END)/g, '\n \n\n$2'),
    ],
    ['with a line break in its padding', (text) => text.replaceAll(/==\n/g, '=\n=\n')],
    ['with its base64 in lines of four', (text) => text.replaceAll(/^[^-]{5,}$/gm, fours)],
  ])('is read %s', async (_how, change) => {
    for (const name of ['leaf.public', 'leaf.crt', 'bag-without-key']) {
      expect(await outcome(change(of(name)))).toBe('accepted');
      expect(isNeverSecret(change(of(name)))).toBe(true);
    }
    expect(await outcome(change(of('rsa.public-pkcs1')), rsa)).toBe('accepted');
  });
});

const fours = (line: string) => (line.match(/.{1,4}/g) ?? []).join('\n');

describe('an ambiguous text', () => {
  it.each<[what: string, because: RegExp, ...names: string[]]>([
    ['two public keys', /several public keys/, 'leaf.public', 'rsa.public'],
    ['a key and the certificate of another', /several public keys/, 'rsa.public', 'leaf.crt'],
    [
      'another beside renewed certificates',
      /several/,
      'leaf.self',
      'leaf.self-renewed',
      'rsa.public',
    ],
    ['another beside renewed ones', /several/, 'leaf.self', 'leaf.self-renewed', 'root.crt'],
    ['certificates with a gap', /several public keys/, 'leaf.crt', 'root.crt'],
    ['parameters alone', /without a public key or certificate/, 'dh-parameters'],
    ['a certificate request', /\(CERTIFICATE REQUEST\) is not a public key/, 'leaf.csr'],
    ['a request beside the key', /\(CERTIFICATE REQUEST\)/, 'leaf.public', 'leaf.csr'],
    ['PKCS #7', /\(PKCS7\) is not a public key/, 'leaf.pkcs7'],
    ['a certificate with its trust', /\(TRUSTED CERTIFICATE\)/, 'leaf.crt-trusted'],
  ])('is rejected with the reason: %s', async (_what, because, ...names) => {
    expect(await outcome(of(...names))).toMatch(because);
    expect(isNeverSecret(of(...names))).toBe(true);
  });

  it.each<[how: string, because: RegExp, change: (text: string) => string]>([
    ['\\n written out', /with \\n written out.*put line breaks/, (t) => t.replaceAll('\n', '\\n')],
    ['\\r\\n written out', /with \\n written out/, (t) => t.replaceAll('\n', '\\r\\n')],
    ['\\n in the body alone', /with \\n written out/, (t) => t.replaceAll(/([^-])\n/g, '$1\\n')],
    ['no line breaks', /without its line breaks/, (t) => t.replaceAll('\n', '')],
    ['spaces for line breaks', /without its line breaks/, (t) => t.replaceAll('\n', ' ')],
    ['no end', /cut short or damaged/, (t) => t.slice(0, 100)],
    ['nothing in it', /is not a public key/, (t) => t.replaceAll(/^[^-]+$/gm, ' \n')],
    ['another end', /cut short or damaged/, (t) => t.replace(/END [A-Z]+/, 'END X')],
    ['two ends', /cut short or damaged/, (t) => t.replace('-----END', '-----END X-----\n-----END')],
    ['four dashes', /cut short or damaged/, (t) => t.replaceAll('-----', '----')],
    ['small letters', /cut short or damaged/, (t) => t.replace('BEGIN', 'begin')],
    ['a stray character', /cut short or damaged/, (t) => t.replace('\nM', '\n!M')],
    ['comment marks', /cut short or damaged/, (t) => t.replaceAll(/^/gm, '# ')],
    ['a second block that is cut short', /cut short or damaged/, (t) => t + t.slice(0, 60)],
  ])('is rejected with the reason for malformed PEM: %s', async (_how, because, change) => {
    for (const name of ['leaf.public', 'leaf.crt']) {
      expect(await outcome(change(of(name)))).toMatch(because);
      expect(isNeverSecret(change(of(name)))).toBe(true);
      expect(verdictNow(() => importKey(change(of(name))))).toBe('ERR_KEY_INVALID');
    }
  });

  it('is rejected with the name of its format when it is not PEM', async () => {
    const { jwk } = leaf;
    expect(await outcome(JSON.stringify(jwk))).toMatch(/the text of a JWK; parse it/);
    expect(await outcome('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me')).toMatch(/an OpenSSH key;/);
    const ssh2 = '---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3\n---- END SSH2 PUBLIC KEY ----\n';
    expect(await outcome(ssh2)).toMatch(/an SSH2 key; ssh-keygen -i/);
    expect(
      await outcome(createPublicKey(of('leaf.public')).export({ type: 'spki', format: 'der' })),
    ).toMatch(/DER, which is binary/);
    expect(await outcome('some text')).toMatch(/received the text is not PEM,/);
    const der = new X509Certificate(of('leaf.crt')).raw.toString('base64');
    expect(await outcome(der)).toMatch(/base64 without the PEM boundaries/);
  });
});

describe('a space of Unicode in a text', () => {
  it('damages its base64; ASCII white space does not', async () => {
    const [head = '', line = '', ...rest] = of('leaf.public').split('\n');
    const withSpace = (space: string) => [head, space + line, ...rest].join('\n');
    for (const space of [' ', '\t', '\v', '\f']) {
      expect(await outcome(withSpace(space))).toBe('accepted');
    }
    for (const space of ['\u{a0}', '\u{2003}', '\u{2028}', '\u{3000}']) {
      expect(await outcome(withSpace(space))).toContain('Invalid option "publicKey": received ');
      expect(isNeverSecret(withSpace(space))).toBe(true);
    }
  });

  it.each(['\u{a0}', '\u{2003}', ' \t'])('%j hides no key from the check of secrets', (space) => {
    for (const name of ['leaf.public', 'leaf.sec1', 'leaf.crt']) {
      expect(isNeverSecret(of(name).replaceAll(' ', space))).toBe(true);
    }
    expect(isNeverSecret(`{"kty"${space}:"EC"}, and so on for 32 bytes`)).toBe(true);
    expect(isNeverSecret(`ssh-rsa${space}AAAAB3NzaC1yc2EAAAADAQABAAABgQ`)).toBe(true);
  });
});

describe('the blocks of a text', () => {
  it('are all read, in order, one by one', () => {
    const blocks = readPem(of('bag-with-key'));
    expect(blocks.map(({ label }) => label)).toEqual([
      'CERTIFICATE',
      'CERTIFICATE',
      'CERTIFICATE',
      'PRIVATE KEY',
    ]);
    expect(blocks.at(-1)?.pem).toBe(of('leaf.pkcs8'));
    expect(readPem(of('leaf.sec1-encrypted'))[0]?.pem).toBe(of('leaf.sec1-encrypted'));
    expect(readPem('a text')).toEqual([]);
  });
});
