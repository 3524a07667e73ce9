/** All forms of a public key that might be mistaken for a secret. */
import type { KeyObject } from 'node:crypto';
import { ASYMMETRIC, RSA, type KeyKind, type TestKey } from './keys.js';

export interface PublicKeyForm {
  readonly form: string;
  readonly kinds: readonly KeyKind[];
  readonly of: (key: TestKey) => Buffer;
}

export const publicKeyForms: readonly PublicKeyForm[] = [
  form('PEM', (key) => pem(key)),
  form('PEM without the last line feed', (key) => pem(key).trimEnd()),
  form('PEM with CRLF', (key) => pem(key).replaceAll('\n', '\r\n')),
  form('PEM in one line', (key) => pem(key).replaceAll('\n', '')),
  form('DER', (key) => publicKeyOf(key).export({ type: 'spki', format: 'der' })),
  form('PKCS#1 PEM', (key) => publicKeyOf(key).export({ type: 'pkcs1', format: 'pem' }), RSA),
  form('PKCS#1 DER', (key) => publicKeyOf(key).export({ type: 'pkcs1', format: 'der' }), RSA),
  form('the text of its JWK', (key) => JSON.stringify(key.jwk)),
  form('the raw modulus or coordinate', (key) => rawCoordinate(key)),
  form('the text of its modulus or coordinate', (key) => coordinate(key)),
];

export function pem(key: TestKey): string {
  return String(publicKeyOf(key).export({ type: 'spki', format: 'pem' }));
}

export function publicKeyOf(key: TestKey): KeyObject {
  if (!key.publicKey) throw new Error(`${key.kind} has no public key`);
  return key.publicKey;
}

function coordinate({ jwk }: TestKey): string {
  return String(jwk['n'] ?? jwk['x'] ?? jwk['pub']);
}

function rawCoordinate(key: TestKey): Buffer {
  return Buffer.from(coordinate(key), 'base64url');
}

function form(
  name: string,
  of: (key: TestKey) => string | Buffer,
  kinds: readonly KeyKind[] = ASYMMETRIC,
): PublicKeyForm {
  return { form: name, kinds, of: (key) => Buffer.from(of(key) as string, 'utf8') };
}
