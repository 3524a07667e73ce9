/** What the platform is asked. Its functions are replaced, so that any Node can test ML-DSA. */
import * as crypto from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { jest } from '@jest/globals';

const createPublicKey = jest.fn<(key: unknown) => unknown>();
const verify = jest.fn<(...asked: unknown[]) => boolean>(() => true);
jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  default: crypto,
  verify,
  createPublicKey,
}));
const { signatureCheck } = await import('../../src/jws/signature.js');
const { specOf } = await import('../../src/jws/algorithms.js');

describe('the length of a signature', () => {
  it.each([
    ['ML-DSA-44', 2420],
    ['ML-DSA-65', 3309],
    ['ML-DSA-87', 4627],
    ['Ed25519', 64],
    ['Ed448', 114],
  ] as const)(
    'with %s is %i bytes; the platform is not asked about other lengths',
    (alg, length) => {
      const key = { asymmetricKeyType: alg.toLowerCase(), asymmetricKeyDetails: {} } as KeyObject;
      const check = signatureCheck(specOf(alg), key);
      const holds = [length - 1, length, length + 1].map((bytes) => check('', Buffer.alloc(bytes)));
      expect(holds).toEqual([false, true, false]);
    },
  );
});

describe('the call to the platform', () => {
  it('has no options of other algorithms', () => {
    const key = { asymmetricKeyType: 'ed25519', asymmetricKeyDetails: {} } as KeyObject;
    const signature = Buffer.alloc(64);
    signatureCheck(specOf('Ed25519'), key)('text', signature);
    expect(verify.mock.lastCall).toStrictEqual([null, Buffer.from('text'), { key }, signature]);
  });
});

describe('whether the platform has ML-DSA', () => {
  const AKP = {
    key: { kty: 'AKP', alg: 'ML-DSA-44', pub: Buffer.alloc(1312).toString('base64url') },
    format: 'jwk',
  };
  const ask = async (answer: () => unknown) => {
    jest.resetModules();
    createPublicKey.mockReset().mockImplementation(answer);
    const { hasMlDsa } = await import('../../src/jws/platform.js');
    return [hasMlDsa(), hasMlDsa()];
  };

  it('is checked once, with a key of that kind', async () => {
    expect(await ask(() => ({ asymmetricKeyType: 'ml-dsa-44' }))).toEqual([true, true]);
    expect(createPublicKey.mock.calls).toEqual([[AKP]]);
  });

  it('is denied if it reads the key as another type', async () => {
    expect(await ask(() => ({ asymmetricKeyType: undefined }))).toEqual([false, false]);
    expect(createPublicKey.mock.calls).toEqual([[AKP]]);
  });

  it('is denied if it throws', async () => {
    const refuse = () => {
      throw new TypeError('Unsupported key type');
    };
    expect(await ask(refuse)).toEqual([false, false]);
    expect(createPublicKey.mock.calls).toEqual([[AKP]]);
  });
});
