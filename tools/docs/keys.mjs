/**
 * Runs the faults of `packages/core/test/keys/faults` against real servers and writes what came of them into the table
 * of docs/keys.md.
 *
 *   npm run docs:keys             writes the table
 *   npm run docs:keys -- --check  exit code 1 when the table is not what happened
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(import.meta.dirname, '../..');
const document = path.join(root, 'docs/keys.md');
const BEGIN = '<!-- The table of faults: npm run docs:keys -->';
const END = '<!-- The end of the table of faults -->';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const before = readFileSync(document, 'utf8');
const after = await withTable(before, await runFaults());
if (!values.check) writeFileSync(document, after);
else if (after !== before) {
  console.error(`docs/keys.md is not what happens; npm run docs:keys writes:\n${tableOf(after)}`);
  process.exitCode = 1;
}

/** The faults are TypeScript beside the tests; bundled, they hold the sources themselves. */
async function runFaults() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'portcullis-docs-'));
  const outfile = path.join(folder, 'fault-table.cjs');
  try {
    buildSync({
      entryPoints: [path.join(root, 'packages/core/test/keys/faults/fault-table.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
    });
    return await createRequire(import.meta.url)(outfile).faultTable();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function withTable(text, [heading, ...rows]) {
  if (tableOf(text) === undefined) throw new Error(`docs/keys.md has no place marked ${BEGIN}`);
  const lines = [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const [head, rest] = text.split(BEGIN);
  const tail = rest.slice(rest.indexOf(END));
  const config = await resolveConfig(document);
  const next = `${head}${BEGIN}\n\n${lines.join('\n')}\n\n${tail}`;
  return format(next, { ...config, parser: 'markdown' });
}

function tableOf(text) {
  return text.split(BEGIN)[1]?.split(END)[0];
}
