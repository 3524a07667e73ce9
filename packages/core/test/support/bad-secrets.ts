/** Values that were configured as HMAC secrets and are insecure. */
import { certificatePem } from './certificate.js';
import { ASYMMETRIC, keyOf, type KeyKind, type TestKey } from './keys.js';
import { pem, publicKeyForms, publicKeyOf } from './public-key-forms.js';

export interface PublicSecret {
  readonly name: string;
  readonly kinds: readonly KeyKind[];
  readonly of: (key: TestKey) => string | Buffer;
}

// The bare modulus or coordinate cannot be distinguished from random bytes.
const recognizable = publicKeyForms.filter(({ form }) => !form.includes('coordinate'));

/** Public keys, certificates, SSH keys and JWKs, also hidden in other text. */
export const secretsThatArePublic: readonly PublicSecret[] = [
  ...recognizable.map(({ form, kinds, of }) => ({ name: form, kinds, of })),
  publicSecret('an X.509 certificate', certificate),
  publicSecret('the DER of a certificate', (key) => derOf(certificate(key))),
  publicSecret('a PEM without its armour', (key) =>
    pem(key)
      .replace(/-----[^-]+-----/g, '')
      .trim(),
  ),
  publicSecret('a PEM without its armour, in one line', (key) =>
    publicKeyOf(key).export({ type: 'spki', format: 'der' }).toString('base64'),
  ),
  publicSecret('an SSH key', (key) => sshKey(key)),
  publicSecret('an SSH key of a security key', (key) =>
    sshKey(key, `sk-${sshType(key)}@openssh.com`),
  ),
  publicSecret(
    'an SSH2 key',
    (key) =>
      `---- BEGIN SSH2 PUBLIC KEY ----\n${sshKey(key).split(' ')[1]}\n---- END SSH2 PUBLIC KEY ----`,
  ),
  publicSecret('a JWK Set', (key) => JSON.stringify({ keys: [key.jwk] })),
  publicSecret('an indented JWK', (key) => JSON.stringify(key.jwk, null, 2)),
  publicSecret('a PEM after a line feed', (key) => `\n${pem(key)}`),
  publicSecret('a PEM after a BOM', (key) => `\ufeff${pem(key)}`),
  publicSecret('a PEM after a zero-width space', (key) => `\u200b${pem(key)}`),
  publicSecret('a PEM with a zero-width space in its first line', (key) =>
    pem(key).replace('BEGIN', 'BE\u200bGIN'),
  ),
  publicSecret('a PEM after a comment', (key) => `# the key of the issuer\n${pem(key)}`),
  publicSecret('a PEM with \\n written out', (key) => pem(key).replaceAll('\n', '\\n')),
  publicSecret('a PEM in UTF-16', (key) => Buffer.from(`\ufeff${pem(key)}`, 'utf16le')),
  publicSecret('the base64 of a PEM', (key) => Buffer.from(pem(key)).toString('base64')),
  publicSecret('the base64 of a JWK', (key) =>
    Buffer.from(JSON.stringify(key.jwk)).toString('base64url'),
  ),
  publicSecret('the base64 of the base64 of a PEM', (key) =>
    Buffer.from(Buffer.from(pem(key)).toString('base64')).toString('base64'),
  ),
  publicSecret('the base64 of the base64 of a certificate', (key) =>
    Buffer.from(derOf(certificate(key)).toString('base64')).toString('base64'),
  ),
  publicSecret('the DER of a certificate in hexadecimal digits', (key) =>
    derOf(certificate(key)).toString('hex'),
  ),
  publicSecret('the DER of a key in hexadecimal digits with colons', (key) =>
    derOf(pem(key))
      .toString('hex')
      .toUpperCase()
      .replaceAll(/..(?=.)/g, '$&:'),
  ),
  publicSecret(
    'a PEM in hexadecimal digits',
    (key) => `0x${Buffer.from(pem(key)).toString('hex')}`,
  ),
  publicSecret('the blob of an SSH key', (key) => String(sshKey(key).split(' ')[1])),
  publicSecret('a JWK in a JSON string', (key) => JSON.stringify(JSON.stringify(key.jwk))),
  publicSecret('a JWK in a URL', (key) => encodeURIComponent(JSON.stringify(key.jwk))),
  publicSecret('a JWK as JavaScript', (key) => JSON.stringify(key.jwk).replaceAll('"', "'")),
  publicSecret(
    'a JWK as YAML',
    ({ jwk: { kty, x, n } }) => `kty: ${String(kty)}\nx: ${String(x ?? n)}\nand so on for 32 bytes`,
  ),
  publicSecret(
    'a key of .NET',
    ({ jwk }) =>
      `<RSAKeyValue><Modulus>${String(jwk['n'])}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>`,
  ),
  publicSecret(
    'the text that OpenSSL prints for a key',
    () => 'Public-Key: (256 bit)\npub:\n    04:aa:bb:cc:dd:ee:ff:00:11:22',
  ),
  publicSecret(
    'a modulus that OpenSSL prints',
    ({ jwk }) => `Modulus=${String(jwk['n'] ?? jwk['x'])}`,
  ),
  publicSecret('parameters', () => '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n'),
  publicSecret('a JWK after a BOM', (key) => `\ufeff${JSON.stringify(key.jwk)}`),
  publicSecret('a JWK after a comment', (key) => `// key\n${JSON.stringify(key.jwk)}`),
];

export interface WellKnownSecret {
  readonly name: string;
  readonly secret: string | Buffer;
}

const RFC_7515_A_1 =
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow';
const RFC_7520_3_5 = 'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg';

/** Secrets that are long enough and well known, or easy to guess. */
export const WELL_KNOWN_SECRETS: readonly WellKnownSecret[] = [
  ...[
    'a-string-secret-at-least-256-bits-long',
    'a-string-secret-at-least-384-bits-long-so-it-is-valid',
    'a-string-secret-at-least-512-bits-long-which-is-very-very-long-yes',
    'a-valid-string-secret-that-is-at-least-384-bits-long',
    'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
    'your-256-bit-secret-your-256-bit-secret',
    'super-secret-jwt-token-with-at-least-32-characters-long',
    'your-super-secret-jwt-token-with-at-least-32-characters-long',
    'this-is-a-very-long-secret-key-for-jwt-token-signing',
    'DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.',
    'x'.repeat(32),
    'x'.repeat(64),
    'secret'.repeat(8),
    'changeit'.repeat(8),
    RFC_7515_A_1,
    RFC_7520_3_5,
  ].map((secret) => ({ name: `"${secret}"`, secret })),
  { name: 'of RFC 7515 A.1 as bytes', secret: Buffer.from(RFC_7515_A_1, 'base64url') },
  { name: 'of RFC 7520 §3.5 as bytes', secret: Buffer.from(RFC_7520_3_5, 'base64url') },
  { name: 'of 64 zero bytes', secret: Buffer.alloc(64) },
];

function publicSecret(name: string, of: PublicSecret['of']): PublicSecret {
  return { name, kinds: ASYMMETRIC, of };
}

function derOf(text: string): Buffer {
  return Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64');
}

function certificate(key: TestKey): string {
  return certificatePem(publicKeyOf(key), keyOf('Ed25519').signingKey);
}

/** One line of `authorized_keys`. The blob has the right type and is otherwise not a real key. */
function sshKey(key: TestKey, type: string = sshType(key)): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  const blob = Buffer.concat([length, Buffer.from(type), Buffer.from(String(key.jwk['x']))]);
  return `${type} ${blob.toString('base64')} someone@example`;
}

function sshType({ jwk }: TestKey): string {
  if (jwk.kty === 'RSA') return 'ssh-rsa';
  if (jwk.kty === 'OKP') return `ssh-${String(jwk['crv']).toLowerCase()}`;
  if (jwk.kty === 'AKP') return String(jwk.alg).toLowerCase().replace('ml-dsa', 'ssh-mldsa');
  return `ecdsa-sha2-nistp${String(jwk['crv']).slice(2)}`;
}
