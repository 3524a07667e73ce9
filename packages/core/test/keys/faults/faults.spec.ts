/**
 * Rows 50, 53 and 54: every fault of a JWKS server, at every moment. `npm run docs:keys` writes the results
 * into `docs/evidence/jwks.md` as a table.
 */
import { withTable } from '../../../../../tools/docs/written-table.mjs';
import { JwksServer } from '../../support/jwks-server.js';
import { RemoteJwks } from '../../../src/keys/index.js';
import { closeRemotes } from '../../support/remote.js';
import { errorOf } from '../../support/verdict.js';
import { FAULTS, flood, MOMENTS, type Outcome } from './faults.js';
import { runFaults, type FaultTable } from './run-faults.js';

let table: FaultTable;
beforeAll(async () => {
  table = await runFaults();
});
afterAll(closeRemotes);

const CASES = Object.entries(FAULTS).flatMap(([name, { expected }]) =>
  MOMENTS.map((moment) => [name, moment, expected[moment]] as const),
);

describe('a JWKS server', () => {
  it('is tried with at least 36 faults', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(36);
  });

  it.each(CASES)('that %s, when the keys are %s', (name, moment, expected) => {
    expect(table.get(name)?.get(moment)).toEqual(expected);
  });

  it('that sends 100 MiB is cut off after what is already on its way', async () => {
    const sent = { bytes: 0 };
    const server = await JwksServer.start(flood(100 * 1024 * 1024, sent));
    const source = new RemoteJwks(server.uri);
    expect((await errorOf(() => source.warmUp()))?.cause).toMatchObject({ failure: 'too-large' });
    await server.stop();
    expect(sent.bytes).toBeLessThan(16 * 1024 * 1024);
  });
});

it('the results are the table in docs/evidence/jwks.md', async () => {
  const { current, happened } = await withTable(PLACE, [
    ['the server', ...MOMENTS.map((moment) => `keys ${moment}`)],
    ...Object.keys(FAULTS).map((name) => [
      name,
      ...MOMENTS.map((moment) => cell(table.get(name)?.get(moment))),
    ]),
  ]);

  expect(current).toBe(happened);
});

const PLACE = {
  document: 'docs/evidence/jwks.md',
  begin: '<!-- The table of faults: npm run docs:keys -->',
  end: '<!-- The end of the table of faults -->',
};

function cell(outcome: Outcome | undefined): string {
  if (!outcome) throw new Error('a fault was not run');
  const { tokens, fetches, wait, keys } = outcome;
  const count = `${fetches} fetch${fetches === 1 ? '' : 'es'}`;
  return `${tokens}; ${count}; waits for ${wait}; then ${keys}`;
}
