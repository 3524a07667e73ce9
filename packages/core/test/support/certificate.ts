/** A self-signed X.509 certificate (RFC 5280 §4.1), encoded here, so that no tool is needed. */
import { sign, type KeyObject } from 'node:crypto';
import { der, derInteger } from './ecdsa.js';

const ED25519 = der(0x30, Buffer.from('06032b6570', 'hex'));
/** subjectAltName (RFC 5280 §4.2.1.6): the IP address 127.0.0.1. */
const FOR_LOOPBACK = Buffer.from('300f0603551d110408300687047f000001', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');

/** The certificate of any public key, signed with an Ed25519 key, as PEM. */
export function certificatePem(publicKey: KeyObject, signer: KeyObject): string {
  return certificateOf(publicKey, signer, name('subject'));
}

/** The certificate of a server on 127.0.0.1, signed with the server's own Ed25519 key, as PEM. */
export function serverCertificatePem(publicKey: KeyObject, signer: KeyObject): string {
  return certificateOf(publicKey, signer, name('issuer'), der(0xa3, der(0x30, FOR_LOOPBACK)));
}

function certificateOf(
  publicKey: KeyObject,
  signer: KeyObject,
  subject: Buffer,
  extensions: Buffer = Buffer.alloc(0),
): string {
  const toBeSigned = der(
    0x30,
    Buffer.concat([
      der(0xa0, derInteger(2n)),
      derInteger(1n),
      ED25519,
      name('issuer'),
      der(0x30, Buffer.concat([time('250101000000Z'), time('490101000000Z')])),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      extensions,
    ]),
  );
  const signature = Buffer.concat([Buffer.alloc(1), sign(null, toBeSigned, signer)]);
  const certificate = der(0x30, Buffer.concat([toBeSigned, ED25519, der(0x03, signature)]));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function name(commonName: string): Buffer {
  const attribute = der(0x30, Buffer.concat([COMMON_NAME, der(0x0c, Buffer.from(commonName))]));
  return der(0x30, der(0x31, attribute));
}

function time(text: string): Buffer {
  return der(0x17, Buffer.from(text));
}
