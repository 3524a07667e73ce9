/** Tables of the documents that a run writes: what they say is what happened. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(import.meta.dirname, '../..');

/** A document with a table of its own; see `written-table.d.mts`. */
export async function withTable(
  { document, begin, end },
  [heading, ...rows],
  isWritten = process.env.WRITE_DOCS === '1',
) {
  const file = path.join(root, document);
  const stands = readFileSync(file, 'utf8');
  const [head, rest = ''] = stands.split(begin);
  if (!rest.includes(end)) throw new Error(`${document} has no place from ${begin} to ${end}`);
  const lines = [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const next = `${head}${begin}\n\n${lines.join('\n')}\n\n${rest.slice(rest.indexOf(end))}`;
  const happened = await format(next, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (!isWritten) return { stands, happened };
  writeFileSync(file, happened);
  return { stands: happened, happened };
}
