/** Tables of the documents that a test writes: what they say is what happened when it ran. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(import.meta.dirname, '../..');

/** Where a table stands: between two comments of a document. */
export interface Place {
  /** From the root of the repository. */
  readonly document: string;
  readonly begin: string;
  readonly end: string;
}

/**
 * A document as it stands, and as it would be with a table of these rows, the heading first. With WRITE_DOCS=1 the table
 * is written, and both are the same.
 */
export async function withTable(
  { document, begin, end }: Place,
  [heading = [], ...rows]: readonly (readonly string[])[],
): Promise<{ readonly stands: string; readonly happened: string }> {
  const file = path.join(root, document);
  const stands = readFileSync(file, 'utf8');
  const [head = '', rest = ''] = stands.split(begin);
  if (!rest.includes(end)) throw new Error(`${document} has no place from ${begin} to ${end}`);
  const lines = [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const next = `${head}${begin}\n\n${lines.join('\n')}\n\n${rest.slice(rest.indexOf(end))}`;
  const happened = await format(next, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (process.env['WRITE_DOCS'] !== '1') return { stands, happened };
  writeFileSync(file, happened);
  return { stands: happened, happened };
}
