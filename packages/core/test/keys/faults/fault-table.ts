/** The table of faults as `docs/keys.md` has it; `npm run docs:keys` runs the faults and writes it. */
import { closeRemotes } from '../../support/remote.js';
import { FAULTS, MOMENTS, type Outcome } from './faults.js';
import { runFaults } from './run-faults.js';

/** The rows, the heading first: what happened when each fault was run. */
export async function faultTable(): Promise<readonly (readonly string[])[]> {
  const table = await runFaults();
  await closeRemotes();
  const rows = Object.keys(FAULTS).map((name) => [
    name,
    ...MOMENTS.map((moment) => cell(table.get(name)?.get(moment))),
  ]);
  return [['the server', ...MOMENTS.map((moment) => `keys ${moment}`)], ...rows];
}

function cell(outcome: Outcome | undefined): string {
  if (!outcome) throw new Error('a fault was not run');
  const { tokens, fetches, wait, keys } = outcome;
  const count = `${fetches} fetch${fetches === 1 ? '' : 'es'}`;
  return `${tokens}; ${count}; waits for ${wait}; then ${keys}`;
}
