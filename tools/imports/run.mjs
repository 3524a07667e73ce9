/**
 * `npm run lint:imports`: prints the import cycles and the forbidden imports of the whole tree. Both counts must be
 * 0.
 *
 * Usage: node tools/imports/run.mjs [folder of a repository]
 * Exit code 1 if there is one, or if the table itself has a cycle.
 */
import path from 'node:path';
import fs from 'node:fs';
import { cyclesIn, importGraph, importsOf, sourceFiles } from './graph.mjs';
import { cyclesInTable, forbiddenImport } from './rules.mjs';

const repository = path.resolve(process.argv[2] ?? '.');
const files = sourceFiles(repository);
const cycles = cyclesIn(importGraph(repository, files));
const forbidden = files.flatMap((file) =>
  importsOf(fs.readFileSync(path.join(repository, file), 'utf8'))
    .map((specifier) => forbiddenImport(file, specifier))
    .filter((reason) => reason !== undefined)
    .map((reason) => `${file}: ${reason}`),
);
const inTable = cyclesInTable();

for (const cycle of cycles) console.log(`cycle: ${cycle.join(' → ')}`);
for (const line of forbidden) console.log(`forbidden: ${line}`);
for (const folder of inTable) console.log(`cycle in the table: ${folder}`);
console.log(
  `${files.length} files, ${cycles.length} import cycles, ${forbidden.length} forbidden imports`,
);
process.exitCode = cycles.length + forbidden.length + inTable.length > 0 ? 1 : 0;
