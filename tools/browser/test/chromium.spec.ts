/** Chromium is found, installed, or requested with an error. Browser tests are never skipped. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromiumLaunch, chromiumPath } from '../chromium.mjs';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'portcullis-browser-test-'));
const nowhere = { given: undefined, places: (): string[] => [], folder: scratch };

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Creates a folder with a program for each name. */
function place(...names: readonly string[]): string {
  const folder = mkdtempSync(path.join(scratch, 'bin-'));
  for (const name of names) symlinkSync(process.execPath, path.join(folder, name));
  return folder;
}

describe('chromiumPath', () => {
  it('prefers CHROMIUM_PATH', async () => {
    const places = (): string[] => [place('chromium')];
    const given = path.join(place('another'), 'another');
    expect(await chromiumPath({ ...nowhere, given, places })).toBe(given);
  });

  it('rejects a CHROMIUM_PATH that is not a program', async () => {
    const given = path.join(scratch, 'no-program');
    writeFileSync(given, '');
    await expect(chromiumPath({ ...nowhere, given })).rejects.toThrow(
      `CHROMIUM_PATH is invalid: received ${given}, expected the path of the Chromium program`,
    );
  });

  it('prefers chromium to the other names, wherever it is in PATH', async () => {
    const places = [place('google-chrome', 'chromium-browser'), place('chromium')];
    expect(await chromiumPath({ ...nowhere, places: () => places })).toBe(
      path.join(places[1] ?? '', 'chromium'),
    );
    expect(await chromiumPath({ ...nowhere, places: () => places.slice(0, 1) })).toBe(
      path.join(places[0] ?? '', 'chromium-browser'),
    );
  });

  it('installs Chromium once if it is missing and installing is allowed', async () => {
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
    ['installing is not allowed', null],
    ['the installation fails', () => Promise.reject(new Error('no network'))],
    ['the installation provides no Chromium', () => Promise.resolve()],
  ])('says what to install if %s', async (_why, install) => {
    await expect(chromiumPath({ ...nowhere, install })).rejects.toThrow(
      'no browser found, expected chromium, chromium-browser or google-chrome: ' +
        '`apt-get install chromium`, or `brew install --cask chromium`, or set CHROMIUM_PATH to its path.',
    );
  });

  it('enables the sandbox unless root starts it', async () => {
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
