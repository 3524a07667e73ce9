/**
 * Writes the table of docs/evidence/mutation.md from the reports of `npm run test:mutation`.
 *
 *   node tools/mutation/table.mjs          writes the table
 *   node tools/mutation/table.mjs --lived  lists the surviving mutants with their changes
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withTable } from '../docs/written-table.mjs';
import { FOLDERS } from './lib/folders.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const PLACE = {
  document: 'docs/evidence/mutation.md',
  begin: '<!-- The table: node tools/mutation/table.mjs -->',
  end: '<!-- The end of the table -->',
};
const HEADING = [
  'Folder',
  'Files',
  'Mutants',
  'Killed',
  'Timeout',
  'Survived',
  'No coverage',
  'Score',
  'Not loaded',
];

const { values } = parseArgs({ options: { lived: { type: 'boolean', default: false } } });
const reports = Object.keys(FOLDERS)
  .filter((name) => existsSync(reportOf(name)))
  .map((name) => ({ name, files: JSON.parse(readFileSync(reportOf(name), 'utf8')).files }));
if (values.lived) reports.forEach(listLived);
else await writeTable();

function reportOf(name) {
  return path.join(root, 'reports/mutation', `${name}.json`);
}

async function writeTable() {
  const counts = reports.map(({ name, files }) => ({
    name,
    files: Object.keys(files).length,
    ...count(mutantsOf(files)),
  }));
  const all = {
    name: 'all of these',
    files: counts.reduce((sum, { files }) => sum + files, 0),
    ...count(reports.flatMap(({ files }) => mutantsOf(files))),
  };
  await withTable(PLACE, [HEADING, ...[...counts, all].map(cells)], true);
}

function mutantsOf(files) {
  return Object.values(files).flatMap(({ mutants }) => mutants);
}

function count(mutants) {
  const of = (status) => mutants.filter((mutant) => mutant.status === status).length;
  const counted = {
    killed: of('Killed'),
    timeout: of('Timeout'),
    survived: of('Survived'),
    uncovered: of('NoCoverage'),
    notLoaded: of('RuntimeError'),
  };
  const { killed, timeout, survived, uncovered } = counted;
  return { ...counted, mutants: killed + timeout + survived + uncovered };
}

function cells({ name, files, mutants, killed, timeout, survived, uncovered, notLoaded }) {
  const score = ((100 * (killed + timeout)) / mutants).toFixed(1);
  return [name, files, mutants, killed, timeout, survived, uncovered, `${score} %`, notLoaded];
}

function listLived({ files }) {
  for (const [file, { source, mutants }] of Object.entries(files)) {
    const lines = source.split('\n');
    const lived = mutants.filter(({ status }) => ['Survived', 'NoCoverage'].includes(status));
    for (const { location, mutatorName, replacement, status } of lived) {
      const { start, end } = location;
      const last = start.line === end.line ? end.column - 1 : undefined;
      const was = lines[start.line - 1].slice(start.column - 1, last);
      const now = replacement?.replaceAll(/\s+/g, ' ').slice(0, 80);
      console.log(
        `${status} ${mutatorName} ${file}:${start.line}:${start.column}  ${was}  →  ${now}`,
      );
    }
  }
}
