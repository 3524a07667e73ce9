/** What one GraphQL request costs with 1, 100 and 10,000 aliases: the same. */
import { aliases, bad, countedApp, good } from '../support/counted-graphql.js';

it.each(['Apollo', 'Mercurius'] as const)('%s: aliases multiply nothing', async (driver) => {
  const app = await countedApp(driver);
  const lines = [];
  for (const count of [1, 100, 10_000]) {
    for (const [name, field, token] of [
      ['a rejected token', 'mine', bad],
      ['a good token', 'mine', good],
      ['no token', 'mine', undefined],
      ['a rule that is not met', 'staff', good],
    ] as const) {
      const cost = await app.cost(aliases(field, count), token);
      lines.push({ driver, count, name, ...cost });
      expect(Math.max(...(Object.values(cost) as number[]))).toBe(1);
      expect(app.answer()).toContain(field === 'mine' && token === good ? '"data"' : 'errors');
    }
  }
  process.stdout.write(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  await app.close();
});
