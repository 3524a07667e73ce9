/** Internal hosts that the metadata of a public host must not name. */
import { isInternalHost } from '../../src/keys/internal-host.js';
import { readMetadata } from '../../src/keys/provider-metadata.js';

const INTERNAL = [
  'localhost',
  'api.localhost',
  'localhost.',
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.31.0.1',
  '192.168.1.1',
  '[::]',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:192.168.1.1]',
  '[fd12::1]',
  '[fe80::1]',
];
const PUBLIC = [
  'id.example',
  'notlocalhost',
  'localhost.example',
  '11.0.0.1',
  '172.32.0.1',
  '100.128.0.1',
  '[2001:db8::1]',
  '[::ffff:11.0.0.1]',
];

const issuer = 'https://id.example';
const take = (jwksUri: string, from: string) =>
  readMetadata(Buffer.from(JSON.stringify({ issuer, jwks_uri: jwksUri })), {
    issuer,
    address: new URL(from),
    narrows: true,
  }).jwksUri.href;

describe('keys by metadata', () => {
  it.each(INTERNAL)('of a public host do not come from %s', (host) => {
    expect(isInternalHost(new URL(`https://${host}/`))).toBe(true);
    expect(() => take(`https://${host}:6443/jwks`, issuer)).toThrow('internal host');
  });

  it.each(INTERNAL)('of an internal host may come from %s', (host) => {
    const address = new URL(`https://${host}:6443/jwks`).href;
    expect(take(address, 'https://10.0.0.7/metadata')).toBe(address);
  });

  it('do not come over http if the metadata came over https', () => {
    const address = 'http://127.0.0.1:6443/jwks';
    expect(take(address, 'http://127.0.0.1/metadata')).toBe(address);
    expect(() => take(address, 'https://127.0.0.1/metadata')).toThrow('is http');
  });

  it.each(PUBLIC)('may come from %s', (host) => {
    expect(isInternalHost(new URL(`https://${host}/`))).toBe(false);
    const address = new URL(`https://${host}/jwks`).href;
    expect(take(address, issuer)).toBe(address);
  });
});
