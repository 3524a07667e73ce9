/** The browser of the tests is found, or installed, or asked for; its tests are never passed over. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromiumLaunch, chromiumPath } from '../chromium.mjs';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'portcullis-browser-test-'));
const nowhere = { given: undefined, places: (): string[] => [], folder: scratch };

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A folder with a program of each of these names. */
function place(...names: readonly string[]): string {
  const folder = mkdtempSync(path.join(scratch, 'bin-'));
  for (const name of names) symlinkSync(process.execPath, path.join(folder, name));
  return folder;
}

describe('the browser of the tests', () => {
  it('is that of CHROMIUM_PATH, whatever else there is', async () => {
    const places = (): string[] => [place('chromium')];
    const given = path.join(place('another'), 'another');
    expect(await chromiumPath({ ...nowhere, given, places })).toBe(given);
  });

  it('is asked for again where CHROMIUM_PATH is no program', async () => {
    const given = path.join(scratch, 'no-program');
    writeFileSync(given, '');
    await expect(chromiumPath({ ...nowhere, given })).rejects.toThrow(
      `CHROMIUM_PATH is ${given}, which is no program: set it to Chromium's.`,
    );
  });

  it('is chromium before the others, wherever in PATH it is', async () => {
    const places = [place('google-chrome', 'chromium-browser'), place('chromium')];
    expect(await chromiumPath({ ...nowhere, places: () => places })).toBe(
      path.join(places[1] ?? '', 'chromium'),
    );
    expect(await chromiumPath({ ...nowhere, places: () => places.slice(0, 1) })).toBe(
      path.join(places[0] ?? '', 'chromium-browser'),
    );
  });

  it('is installed once where there is none and it may be', async () => {
    const folder = path.join(scratch, 'installed');
    const installed: string[] = [];
    const install = async (name: string): Promise<void> => {
      installed.push(name);
      mkdirSync(folder);
      symlinkSync(process.execPath, path.join(folder, 'chromium'));
    };
    const ask = () => chromiumPath({ ...nowhere, places: () => [folder], install });
    const right = path.join(folder, 'chromium');
    expect(await Promise.all([ask(), ask()])).toEqual([right, right]);
    expect(installed).toEqual(['chromium']);
  });

  it.each([
    ['nobody may install', null],
    ['the installation fails', () => Promise.reject(new Error('no network'))],
    ['the installation brings none', () => Promise.resolve()],
  ])('is told to be installed where %s', async (_why, install) => {
    await expect(chromiumPath({ ...nowhere, install })).rejects.toThrow(
      'There is no chromium, chromium-browser or google-chrome, which the browser tests need: ' +
        '`apt-get install chromium`, or `brew install --cask chromium`, or set CHROMIUM_PATH to one.',
    );
  });

  it('has a sandbox unless root starts it', async () => {
    const before = process.env.CHROMIUM_PATH;
    process.env.CHROMIUM_PATH = process.execPath;
    try {
      const { chromiumSandbox } = await chromiumLaunch();
      expect(chromiumSandbox).toBe(process.getuid?.() !== 0);
    } finally {
      if (before === undefined) delete process.env.CHROMIUM_PATH;
      else process.env.CHROMIUM_PATH = before;
    }
  });
});
