/** `mismatch`, which shows an untrusted `iss` or `aud` to logs and to nothing else. */
import { inspect } from 'node:util';
import { createVerifier, type TokenError } from '../src/index.js';
import { quoteText } from '../src/internal.js';
import { describeMismatch } from '../src/mismatch.js';
import { outcomeOf } from '../src/bearer/index.js';
import { benchFor, verifierFor } from './support/bench.js';
import { start, tokenOf } from './support/tenants.js';
import { AUDIENCE, ISSUER } from './support/tokens.js';
import { errorOf } from './support/verdict.js';

const bench = benchFor('ES256');

const errorFor = async (claims: object, options = {}): Promise<TokenError> =>
  (await errorOf(() =>
    verifierFor(bench, options).verify(bench.token({ claims: { ...claims } })),
  )) as TokenError;

describe('an issuer or audience that is not trusted', () => {
  it('is shown to logs beside the trusted values', async () => {
    const slash = await errorFor({ iss: `${ISSUER}/` });
    expect(slash.code).toBe('ERR_ISSUER_UNKNOWN');
    expect(slash.mismatch).toBe(`received "${ISSUER}/"; trusted "${ISSUER}"`);

    const aud = await errorFor({ aud: `${AUDIENCE}/` });
    expect(aud.mismatch).toBe(`received "${AUDIENCE}/"; trusted "${AUDIENCE}"`);

    const several = await errorFor({ aud: ['a', 'b'] }, { audience: ['c', 'd'] });
    expect(several.mismatch).toBe('received "a", "b"; trusted "c", "d"');

    const id = { tokenType: 'id', audience: 'a', trustedAudiences: 'b' };
    const further = await errorFor({ aud: ['a', 'c'] }, id);
    expect(further.mismatch).toBe('received "a", "c"; trusted "a", "b"');
  });

  it('is the same on every read', async () => {
    for (const error of [await errorFor({ iss: 'odd' }), await errorFor({ aud: 'odd' })]) {
      const told = [error.mismatch, error.mismatch];
      expect(told[0]).toMatch(/^received "odd"; trusted "/);
      expect(told[1]).toBe(told[0]);
    }
  });

  it('appears nowhere else: in no message, inspection, JSON or response', async () => {
    for (const error of [await errorFor({ iss: 'odd-iss' }), await errorFor({ aud: 'odd-aud' })]) {
      expect(error.mismatch).toContain('odd-');
      const told = [error.message, String(error), inspect(error, { showHidden: true })];
      const parts = [
        JSON.stringify(error),
        JSON.stringify(Object.entries(error)),
        JSON.stringify(outcomeOf(error)),
      ];
      expect([...told, ...parts].join('\n')).not.toMatch(/odd-|api\.example/);
    }
  });

  it('exists for no other claim', async () => {
    for (const claims of [{ sub: 7 }, { exp: 1 }, { nonce: 'n' }, { cnf: {} }, { aud: 7 }]) {
      expect((await errorFor(claims)).mismatch).toBeUndefined();
    }
    const azp = await errorFor({ azp: 'other' }, { tokenType: 'id' });
    expect([azp.code, azp.mismatch]).toEqual(['ERR_AUDIENCE_MISMATCH', undefined]);
  });

  it('of a tenant is shown when the application knows no such tenant', async () => {
    const { verifier } = start(() => null);
    const iss = 'https://nobody.tenants.example';
    for (const token of [tokenOf(iss), tokenOf(iss), tokenOf('https://elsewhere.example')]) {
      const error = (await errorOf(() => verifier.verify(token))) as TokenError;
      expect(error.mismatch).toMatch(/^received "https:\/\/(nobody\.tenants|elsewhere)\.example"$/);
    }
  });

  it('is shown with those trusted issuers first that begin alike', async () => {
    const { clock, ...one } = bench.options;
    const names = ['https://a.example', 'https://b.example', 'https://c.example/realms/one'];
    const issuers = names.map((issuer) => ({ ...one, issuer }));
    const token = bench.token({ claims: { iss: 'https://c.example/realms/two' } });
    const error = await errorOf(() => createVerifier({ issuers, clock }).verify(token));
    const [a, b, c] = names.map((name) => JSON.stringify(name));
    expect((error as TokenError).mismatch).toBe(
      `received "https://c.example/realms/two"; trusted ${c}, ${a}, ${b}`,
    );
  });
});

describe('the text of a mismatch', () => {
  const told = (received: unknown, trusted: Iterable<string> = ['x']) =>
    describeMismatch({ received, trusted });

  it('is one line of printable ASCII, for any token', () => {
    const text = told('a\n2030-01-01 ERROR forged\u001b[2J\u009b\u202e"\ud800é\x7f');
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    expect(text).toBe(
      String.raw`received "a\n2030-01-01 ERROR forged\u001b[2J\u009b\u202e\"\ud800\u00e9\u007f"; trusted "x"`,
    );
  });

  it('has a limited length', () => {
    expect(told('a'.repeat(10_000))).toBe(`received "${'a'.repeat(128)}"; trusted "x"`);
    const many = Array.from({ length: 1000 }, (_, i) => `\u0000${i}`);
    expect(told(many)).toMatch(/"\\u00004" and 995 more; trusted "x"$/);
    expect(told(many.map((text) => text.repeat(99))).length).toBeLessThan(6000);
  });

  it('compares at most 1,000 trusted issuers', () => {
    let looked = 0;
    const trusted = function* () {
      for (;;) yield `https://${looked++}.example`;
    };
    expect(told('https://7.example/', trusted())).toMatch(
      /trusted "https:\/\/7\.example", .* and 995 more$/,
    );
    expect(looked).toBe(1001);
  });

  it.each([
    [undefined, 'received nothing; trusted "x"'],
    [null, 'received a value of type object; trusted "x"'],
    [7, 'received a value of type number; trusted "x"'],
    [Object.create(null), 'received a value of type object; trusted "x"'],
    [['a', {}], 'received "a", a value of type object; trusted "x"'],
    [[], 'received ; trusted "x"'],
  ])('of %p shows its type', (received, text) => expect(told(received)).toBe(text));
});

describe('quoted text', () => {
  it('is truncated before it is escaped', () => {
    expect(quoteText('\n'.repeat(100))).toBe(`"${'\\n'.repeat(64)}"`);
    expect(quoteText('abc', 2)).toBe('"ab"');
  });
});
