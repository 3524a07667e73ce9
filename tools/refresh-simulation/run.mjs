/**
 * Simulates a day of 10,000 processes that fetch the JWKS of three issuers, with a rotation and an outage. Runs the
 * shipped refresh policy on a virtual clock. Exit code 1 if a figure is out of bounds.
 *
 *   npm run sim:fleet            prints a table
 *   npm run sim:fleet -- --json  prints JSON
 *
 * `--processes 10000` sets the size. `--seed portcullis` selects the random day; the same seed repeats it.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    processes: { type: 'string', default: '10000' },
    seed: { type: 'string', default: 'portcullis' },
  },
});
const size = { processes: Number(values.processes), hours: 24, seed: values.seed };
if (!Number.isInteger(size.processes) || size.processes < 1) {
  throw new Error(
    `--processes is invalid: received ${values.processes}, expected a whole number above 0`,
  );
}
const { fleetFigures } = await simulation();
const results = fleetFigures(size);
report();
if (results.some(({ holds }) => holds === false)) process.exitCode = 1;

/** The simulation is TypeScript in the tests. The bundle contains the original sources of the policy. */
async function simulation() {
  const { outputFiles } = buildSync({
    entryPoints: [
      fileURLToPath(
        new URL('../../packages/core/test/keys/load/fleet-figures.ts', import.meta.url),
      ),
    ],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
  );
}

function report() {
  if (values.json) {
    console.log(JSON.stringify({ ...size, results }, null, 2));
    return;
  }
  console.log(`${size.processes} processes, ${size.hours} hours, seed ${size.seed}\n`);
  console.log('| case | figure | must be | holds |\n|---|---|---|---|');
  for (const { case: name, value, due = '', holds } of results) {
    const verdict = holds === undefined ? '' : holds ? 'yes' : 'NO';
    console.log(`| ${name} | ${Number(value.toFixed(2))} | ${due} | ${verdict} |`);
  }
}
