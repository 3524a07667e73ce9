/** One credential is verified, mapped, logged and told of once, however often a request or a message asks for it. */
import { aliases, bad, countedApp, good, type CountedApp } from '../support/counted-graphql.js';

const nothing = { verified: 0, mapped: 0, accepted: 0, denied: 0, logged: 0 };
const rejected = { ...nothing, verified: 1, denied: 1, logged: 1 };
const accepted = { ...nothing, verified: 1, mapped: 1, accepted: 1 };

describe.each(['Apollo', 'Mercurius'] as const)('a GraphQL request to %s', (driver) => {
  let app: CountedApp;
  beforeAll(async () => {
    app = await countedApp(driver);
  });
  afterAll(() => app.close());

  it.each([1, 100, 1000])('with %d aliases of a field costs one verification', async (count) => {
    await expect(app.cost(aliases('mine', count), bad)).resolves.toEqual(rejected);
    expect(app.answer()).toContain('UNAUTHENTICATED');
    await expect(app.cost(aliases('mine', count), good)).resolves.toEqual(accepted);
    expect(app.answer()).toContain('"a0":"user-1"');
    await expect(app.cost(aliases('mine', count))).resolves.toEqual({ ...nothing, denied: 1 });
  });

  it('that names two credentials is logged once', async () => {
    await expect(app.cost(aliases('mine', 100), `${good} ${good}`)).resolves.toEqual({
      ...rejected,
      verified: 0,
    });
  });

  it('with the fields of a list costs one verification', async () => {
    await expect(app.cost('{ items { name owner } }', good)).resolves.toEqual(accepted);
    expect(app.answer().match(/"owner":"user-1"/g)).toHaveLength(100);
  });

  it('with a batch of operations costs one verification', async () => {
    const batch = Array.from({ length: 50 }, () => aliases('mine', 2));

    await expect(app.cost(batch, bad)).resolves.toEqual(rejected);
    await expect(app.cost(batch, good)).resolves.toEqual(accepted);
  });

  it('with several guards costs one verification', async () => {
    await expect(app.cost(aliases('thrice', 10), good)).resolves.toEqual(accepted);
    expect(app.answer()).toContain('"a9":"thrice"');
    await expect(app.cost(aliases('thrice', 10), bad)).resolves.toEqual(rejected);
    await expect(app.cost(aliases('patient', 10), good)).resolves.toEqual(accepted);
    expect(app.answer()).toContain('"a9":"patient"');
  });

  it('with fields that ask for a user and fields that allow nobody', async () => {
    await expect(app.cost('{ maybe a: maybe }')).resolves.toEqual(nothing);
    expect(app.answer()).toContain('"a":"nobody"');
    await expect(app.cost('{ maybe a: maybe }', bad)).resolves.toEqual(rejected);
    await expect(app.cost('{ maybe mine a: maybe }', good)).resolves.toEqual(accepted);
    expect(app.answer()).toContain('"a":"user-1"');
  });

  it('is told once of a rule that is not met, for each handler', async () => {
    const denied = { ...accepted, denied: 1 };

    await expect(app.cost(aliases('staff', 100), good)).resolves.toEqual(denied);
    expect(app.answer()).toContain('FORBIDDEN');
    await expect(app.cost(aliases('tried', 100), good)).resolves.toEqual({ ...denied, logged: 1 });
    expect(app.answer()).toContain('"a99":"tried"');
    await expect(app.cost(aliases('judged', 100), good)).resolves.toEqual({
      ...accepted,
      logged: 1,
    });
    expect(app.answer()).toContain('SERVICE_UNAVAILABLE');
    const both = '{ staff tried a: staff b: tried }';
    await expect(app.cost(both, good)).resolves.toEqual({ ...denied, denied: 2, logged: 1 });
  });
});
