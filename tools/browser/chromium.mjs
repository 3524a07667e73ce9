/** Finds and starts the system's Chromium for tests. See `chromium.d.mts`. */
import os from 'node:os';
import path from 'node:path';
import { findOrInstall, foldersOfPath, isProgram } from '../system-programs/find-or-install.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const MISSING =
  `no browser found, expected ${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)}: ` +
  '`apt-get install chromium`, or `brew install --cask chromium`, or set CHROMIUM_PATH to its path.';

export async function chromiumPath({
  given = process.env.CHROMIUM_PATH,
  places = foldersOfPath,
  folder = os.tmpdir(),
  install,
} = {}) {
  if (given) {
    if (isProgram(given)) return given;
    throw new Error(
      `CHROMIUM_PATH is invalid: received ${given}, expected the path of the Chromium program`,
    );
  }
  const wanted = { find: () => find(places()), package: 'chromium', missing: MISSING, folder };
  return findOrInstall(wanted, install);
}

function find(places) {
  const files = NAMES.flatMap((name) => places.map((place) => path.join(place, name)));
  return files.find(isProgram);
}

export async function chromiumLaunch() {
  return {
    executablePath: await chromiumPath(),
    headless: true,
    // Chromium's sandbox does not work for root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
