/**
 * Writes the table of docs/evidence/mutation.md from the reports of `npm run test:mutation`.
 *
 *   node tools/mutation/table.mjs              writes the table
 *   node tools/mutation/table.mjs --survivors  lists the survivors with their changes
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withTable } from '../docs/written-table.mjs';
import { FOLDERS, reportFile } from './lib/folders.mjs';
import { figuresIn, figuresOf, HEADING, rowOf, sumOf } from './lib/report.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const PLACE = {
  document: 'docs/evidence/mutation.md',
  begin: '<!-- The table: node tools/mutation/table.mjs -->',
  end: '<!-- The end of the table -->',
};
const { values } = parseArgs({ options: { survivors: { type: 'boolean', default: false } } });
const reports = Object.keys(FOLDERS)
  .filter((name) => existsSync(reportOf(name)))
  .map((name) => ({ name, files: JSON.parse(readFileSync(reportOf(name), 'utf8')).files }));
if (values.survivors) reports.forEach(listSurvivors);
else await writeTable();

function reportOf(name) {
  return path.join(root, 'reports/mutation', reportFile(name));
}

/** A folder without a report keeps its row: a run of everything takes hours. */
async function writeTable() {
  const rows = new Map(writtenRows().map((figures) => [figures.name, figures]));
  for (const { name, files } of reports) rows.set(name, figuresOf(name, files));
  const known = Object.keys(FOLDERS).flatMap((name) => rows.get(name) ?? []);
  await withTable(PLACE, [HEADING, ...[...known, sumOf('all of these', known)].map(rowOf)], true);
}

function writtenRows() {
  const text = readFileSync(path.join(root, PLACE.document), 'utf8');
  const table = text.slice(text.indexOf(PLACE.begin), text.indexOf(PLACE.end));
  return table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(figuresIn);
}

function listSurvivors({ files }) {
  for (const [file, { source, mutants }] of Object.entries(files)) {
    const lines = source.split('\n');
    const survivors = mutants.filter(({ status }) => ['Survived', 'NoCoverage'].includes(status));
    for (const { location, mutatorName, replacement, status } of survivors) {
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
