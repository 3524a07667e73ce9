/** The table of faults in docs/keys.md is what happens. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const tool = path.resolve(import.meta.dirname, '../keys.mjs');

describe('docs/keys.md', () => {
  it('says of each fault what comes of it', async () => {
    const { stderr } = await promisify(execFile)(process.execPath, [tool, '--check']);
    expect(stderr).toBe('');
  });
});
