/** Generates tables of documents from the results of a run. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(import.meta.dirname, '../..');

/** Inserts a table into a document; see `written-table.d.mts`. */
export async function withTable(
  { document, begin, end },
  [heading, ...rows],
  isWritten = process.env.WRITE_DOCS === '1',
) {
  const file = path.join(root, document);
  const current = readFileSync(file, 'utf8');
  const [head, rest = ''] = current.split(begin);
  if (!rest.includes(end)) throw new Error(`${document} has no section from ${begin} to ${end}`);
  const lines = [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const next = `${head}${begin}\n\n${lines.join('\n')}\n\n${rest.slice(rest.indexOf(end))}`;
  const happened = await format(next, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (!isWritten) return { current, happened };
  writeFileSync(file, happened);
  return { current: happened, happened };
}
