/** Addresses of keys: over TLS, or on this machine. */
import { parseKeyAddress } from '../../src/keys/jwks-address.js';

describe('the address of a JWK Set', () => {
  it.each([
    'https://id.example/jwks',
    'http://localhost:8080/jwks',
    'http://127.0.0.1/jwks',
    'http://127.100.20.255:1/jwks',
    'http://[::1]:8080/jwks',
  ])('may be %s', (address) => {
    expect(parseKeyAddress(address, 'jwksUri').href).toBe(address);
    expect(parseKeyAddress(new URL(address), 'jwksUri').href).toBe(address);
  });

  it.each([
    'http://id.example/jwks',
    'http://notlocalhost/jwks',
    'http://my-localhost:8080/jwks',
    'http://localhost.attacker.example/jwks',
    'http://127.0.0.1.attacker.example/jwks',
    'http://x127.0.0.1.example/jwks',
    'http://[::2]/jwks',
    'http://128.0.0.1/jwks',
    'ftp://localhost/jwks',
    'https://user@id.example/jwks',
    'https://:password@id.example/jwks',
    'https://id.example/jwks#keys',
    '/jwks',
    '',
  ])('cannot be %p', (address) => {
    const refusal = expect.objectContaining({
      code: 'ERR_CONFIGURATION',
      option: 'jwksUri',
    }) as Error;
    expect(() => parseKeyAddress(address, 'jwksUri')).toThrow(refusal);
  });

  it('is shown without its secrets', () => {
    const address = 'https://someone:hunter2@id.example/jwks?key=hunter2#hunter2';
    const message =
      'Invalid option "jwksUri": received https://id.example/jwks, expected an https: URL';
    expect(() => parseKeyAddress(address, 'jwksUri')).toThrow(message);
    expect(() => parseKeyAddress(address, 'jwksUri')).not.toThrow('hunter2');
  });
});
