/** Runs the catalogue's configurations: the wrong one does not start, and its twin does. */
import { createVerifier, type ConfigurationError } from '../../src/index.js';
import { benchFor, untyped } from '../support/bench.js';
import { HMAC } from '../support/keys.js';
import { errorOf, verdictOf } from '../support/verdict.js';
import { configurationAttacks } from './configuration.attacks.js';

describe('the catalogue of attacks by configuration', () => {
  it.each(configurationAttacks)('row $row does not start: $attack', async (attack) => {
    for (const kind of attack.kinds) {
      const bench = benchFor(kind);
      const wrong = defined({ ...bench.options, ...attack.wrong(bench) });
      const right = defined({ ...bench.options, ...attack.right(bench) });

      const error = await errorOf(() => createVerifier(untyped(wrong)));
      expect([kind, error?.code]).toEqual([kind, 'ERR_CONFIGURATION']);
      expect((error as ConfigurationError).option).toBe(attack.option);
      expect([kind, await verdictOf(() => createVerifier(untyped(right)))]).toEqual([
        kind,
        'accepted',
      ]);
    }
  });

  it('has at least one case for each of its rows', () => {
    const rows = configurationAttacks.map(({ row }) => row);
    expect([...new Set(rows)]).toEqual([6, 10, 13, 14, 39, 42]);
  });

  it('has well-known secrets for every HMAC', () => {
    const known = configurationAttacks.filter(({ attack }) => attack.startsWith('the secret '));
    expect([...new Set(known.flatMap(({ kinds }) => kinds))]).toEqual(HMAC);
  });

  it('never shows the text of a secret', async () => {
    for (const { kinds, wrong } of configurationAttacks) {
      const bench = benchFor(kinds[0] ?? 'HS256');
      const options = defined({ ...bench.options, ...wrong(bench) });
      const error = await errorOf(() => createVerifier(untyped(options)));
      const { secret } = options;
      const shown = typeof secret === 'string' && secret.length > 8 ? secret.slice(4, 16) : '\0';
      expect(error?.message).not.toContain(shown);
    }
  });
});

/** Removes options whose value is undefined, except where that is the attack. */
function defined(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
