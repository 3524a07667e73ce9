import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, users } from '../src/index.js';
import { putPglite } from '../../../tools/servers/index.mjs';
import { withScratchFolder } from './support/scratch-folder.js';

describe('the embedded database', () => {
  it('creates its folder and stores its rows there', () =>
    withScratchFolder(async (folder) => {
      const dataDir = join(folder, 'not', 'there', 'yet');
      const first = await openDatabase({ dataDir });
      await first.db
        .insert(users)
        .values({ email: 'ada@example.com', name: 'Ada', role: 'editor' });
      await first.close();
      const second = await openDatabase({ dataDir });
      expect(await second.db.select().from(users)).toMatchObject([{ email: 'ada@example.com' }]);
      await second.close();
    }));

  it('creates no folder for an in-memory database', async () => {
    const database = await openDatabase({ dataDir: ':memory:' });
    const ada = { email: 'ada@example.com', name: 'Ada', role: 'editor' } as const;
    expect(await database.db.insert(users).values(ada).returning()).toMatchObject([ada]);
    for (const folder of [':memory:', 'memory:']) expect(existsSync(folder)).toBe(false);
    await database.close();
  });

  it('cannot be opened twice in one process, and can be closed twice', () =>
    withScratchFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      await putPglite(dataDir);
      const database = await openDatabase({ dataDir });
      await expect(openDatabase({ dataDir })).rejects.toMatchObject({
        code: 'ERR_DATABASE_IN_USE',
      });
      await database.close();
      await expect(database.close()).resolves.toBeUndefined();
      expect(existsSync(`${dataDir}.lock`)).toBe(false);
    }));

  it('names a folder that it cannot use', () =>
    withScratchFolder(async (folder) => {
      const file = join(folder, 'a-file');
      writeFileSync(file, 'not a folder');
      await expect(openDatabase({ dataDir: file })).rejects.toMatchObject({
        code: 'ERR_DATABASE_DATA_DIR',
        message: expect.stringContaining(file) as string,
      });
      expect(existsSync(`${file}.lock`)).toBe(false);
    }));

  it('releases the folder when the database fails to open', () =>
    withScratchFolder(async (folder) => {
      writeFileSync(join(folder, 'PG_VERSION'), 'not a version');
      const attempt = () => openDatabase({ dataDir: folder });
      await expect(attempt()).rejects.toMatchObject({ code: 'ERR_DATABASE_DATA_DIR' });
      expect(existsSync(`${folder}.lock`)).toBe(false);
    }));
});

describe('openDatabase', () => {
  it('requires a URL or a folder', async () => {
    await expect(openDatabase({})).rejects.toMatchObject({ code: 'ERR_DATABASE_OPTIONS' });
    await expect(openDatabase({ dataDir: '' })).rejects.toMatchObject({
      code: 'ERR_DATABASE_OPTIONS',
    });
  });
});
