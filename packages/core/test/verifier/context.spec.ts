/** What an error says of the token it is about, for logs. */
import { createVerifier } from '../../src/index.js';
import { benchFor, clock, verifierFor } from '../support/bench.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { errorOf } from '../support/verdict.js';

describe('the error about a token', () => {
  const bench = benchFor('ES256');
  const about = async (token: string) =>
    (await errorOf(() => verifierFor(bench).verify(token)))?.about;

  it('says its issuer, algorithm and key ID once they are known', async () => {
    expect(await about(bench.token({ claims: { exp: 1, iat: 1 } }))).toEqual({
      issuer: 'https://issuer.example',
      alg: 'ES256',
      kid: 'key-1',
    });
  });

  it('says no issuer that is not trusted', async () => {
    const token = mint(bench.key, { claims: { iss: 'https://attacker.example' } });
    expect(await about(token)).toEqual({ issuer: undefined, alg: 'ES256', kid: 'key-1' });
  });

  it('says nothing of a token that can’t be read', async () => {
    const nothing = { issuer: undefined, alg: undefined, kid: undefined };
    expect(await about('x')).toEqual(nothing);
    expect(await about(bench.token({ header: { kid: 'k'.repeat(257) } }))).toEqual(nothing);
  });

  it('says nothing where it is a bug of a key source, which is passed on as it is', async () => {
    const bug = new TypeError('a bug');
    const find = (): never => {
      throw bug;
    };
    const options = { issuer: ISSUER, audience: AUDIENCE, clock, keys: { find } };
    await expect(createVerifier(options).verify(bench.token())).rejects.toBe(bug);
    expect(bug).not.toHaveProperty('about');
  });
});
