/**
 * Plants each bug of `bugs.mjs` in a copy of the sources and runs the tests, which must fail.
 *
 * Usage: node tools/planted-bugs/run.mjs [--only <text of a name or file>]… [--shard 1/3] [--jobs 2]
 * Exit code 1 if a bug survives, is stale or does not compile.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { BUGS } from './bugs.mjs';
import { makeCopy } from './lib/copy.mjs';
import { packageOf, runPlanted, runSound } from './lib/suite.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [''] },
    shard: { type: 'string', default: '1/1' },
    jobs: { type: 'string', default: String(os.availableParallelism()) },
  },
});

process.exitCode = await main(select(BUGS, values), Number(values.jobs));

function select(bugs, { only, shard }) {
  const [index, of] = shard.split('/').map(Number);
  if (!(index >= 1 && index <= of))
    throw new Error(`--shard is invalid: received ${shard}, expected a fraction such as 1/3`);
  return bugs
    .filter(({ name, file }) => only.some((text) => name.includes(text) || file.includes(text)))
    .filter((_, i) => i % of === index - 1);
}

async function main(bugs, jobs) {
  if (bugs.length === 0) throw new Error('no bug matches --only');
  const copies = Array.from({ length: Math.min(jobs, bugs.length) }, makeCopy);
  const remove = () => copies.forEach((copy) => copy.remove());
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  process.once('exit', remove);
  // Plant all of them once first, to report a stale bug immediately.
  for (const bug of bugs) copies[0].plant(bug)();
  const packages = [...new Set(bugs.map(({ file }) => packageOf(file)))];
  console.log(`The suite of ${packages.join(' and ')} without a bug …`);
  const times = await runSound(copies[0].home, packages, copies.length);
  console.log(`passes. Planting ${bugs.length} bugs, one at a time:\n`);
  const results = await plantAll(bugs, copies, times);
  return summarize(results);
}

/** Each copy takes the next bug when it has finished one. */
async function plantAll(bugs, copies, times) {
  const results = [];
  const queue = bugs.values();
  await Promise.all(
    copies.map(async (copy) => {
      for (const bug of queue) {
        const result = { bug, ...(await plantOne(copy, bug, times)) };
        results.push(result);
        console.log(row(result));
      }
    }),
  );
  return results;
}

async function plantOne(copy, bug, times) {
  const takeOut = copy.plant(bug);
  try {
    return await runPlanted(copy.home, bug, times);
  } finally {
    takeOut();
  }
}

function row({ bug, by, test, broken }) {
  const verdict = broken ? 'BROKEN  ' : by === undefined ? 'SURVIVED' : 'caught  ';
  const where = `  ${bug.file}: ${bug.name}`;
  return by === undefined ? verdict + where : `${verdict}${where}\n            by ${by}: ${test}`;
}

function summarize(results) {
  const survived = results.filter(({ by }) => by === undefined);
  const broken = results.filter((result) => result.broken);
  for (const result of [...survived, ...broken]) console.log(row(result));
  for (const { output } of broken) console.log(output);
  const caught = results.length - survived.length - broken.length;
  console.log(`\n${caught} caught, ${survived.length} survived`);
  if (broken.length > 0) console.log(`${broken.length} do not compile`);
  return survived.length + broken.length > 0 ? 1 : 0;
}
