/** A self-signed certificate (RFC 5280 §4.1) of a P-256 key, which browsers take, made without any tool. */
import { generateKeyPairSync, sign } from 'node:crypto';

/** What a TLS server is made with. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

const ECDSA_WITH_SHA256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');
const DNS_NAME = 0x82;

/** Makes a key, and its certificate for these hosts. */
export function serverCertificate(...hosts: readonly string[]): ServerCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = der(0x30, ...hosts.map((host) => der(DNS_NAME, Buffer.from(host))));
  const extension = der(0x30, SUBJECT_ALT_NAME, der(0x04, names));
  const itself = der(
    0x30,
    der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(hosts[0] ?? '')))),
  );
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    itself,
    der(0x30, time('250101000000Z'), time('490101000000Z')),
    itself,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extension)),
  );
  const signature = der(0x03, Buffer.alloc(1), sign('sha256', toBeSigned, privateKey));
  const lines = der(0x30, toBeSigned, ECDSA_WITH_SHA256, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

/** One value of DER (X.690 §8.1): its tag, its length, its content. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  const digits = length < 256 ? [length] : [length >> 8, length & 255];
  const size = length < 128 ? [length] : [0x80 + digits.length, ...digits];
  return Buffer.concat([Buffer.from([tag, ...size]), bytes]);
}

function time(text: string): Buffer {
  return der(0x17, Buffer.from(text));
}
