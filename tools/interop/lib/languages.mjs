/**
 * JWT libraries of other languages. Each program of `languages/` reads `{ verify: […], sign: […] }` from its standard
 * input and writes `{ verified: [true, …], signed: ['…'] }`, so that one process handles all tokens.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findOrInstall, isProgram } from '../../system-programs/find-or-install.mjs';
import { AUDIENCE, ISSUER } from './material.mjs';

const folder = path.resolve(import.meta.dirname, '../languages');
const GO_LIBRARIES = '/usr/share/gocode';

/** The algorithms of each library, and how to run it. `probe` succeeds if it is installed. */
const LANGUAGES = [
  {
    name: 'PyJWT (Python)',
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
    packages: ['python3-jwt', 'python3-cryptography'],
    // Debian's Python, which has Debian's packages.
    program: '/usr/bin/python3',
    probe: ['-c', 'import jwt, cryptography'],
    run: ['pyjwt.py'],
  },
  {
    name: 'Crypt::JWT (Perl)',
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
    packages: ['libcrypt-jwt-perl'],
    program: '/usr/bin/perl',
    probe: ['-MCrypt::JWT', '-e', '1'],
    run: ['crypt-jwt.pl'],
  },
  {
    name: 'ruby-jwt (Ruby)',
    algorithms: ['RS256', 'PS256', 'ES256', 'HS256'], // EdDSA needs a gem that Debian does not package
    packages: ['ruby', 'ruby-jwt'],
    program: '/usr/bin/ruby',
    probe: ['-r', 'jwt', '-e', '1'],
    run: ['ruby-jwt.rb'],
  },
  {
    name: 'golang-jwt (Go)',
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
    packages: ['golang-go', 'golang-github-golang-jwt-jwt-dev'],
    program: '/usr/bin/go',
    probe: ['list', 'github.com/golang-jwt/jwt'],
    run: ['run', 'golang-jwt/main.go'],
    environment: { GO111MODULE: 'off', GOPATH: GO_LIBRARIES, GOFLAGS: '', GOPROXY: 'off' },
  },
];

/** Returns every library that is installed or can be installed. Warns about the others. */
export async function languages() {
  for (const language of LANGUAGES) {
    for (const name of language.packages) {
      await findOrInstall({
        find: () => isThere(language) || undefined,
        package: name,
        missing: `${language.name} is not installed: \`apt-get install ${language.packages.join(' ')}\`.`,
        folder: os.tmpdir(),
      }).catch((error) => {
        // One of two packages may not be enough.
        if (name === language.packages.at(-1)) throw error;
      });
    }
  }
  return LANGUAGES.map((language) => ({
    name: language.name,
    algorithms: language.algorithms,
    verify: async (tokens) => (await run(language, { verify: tokens.map(verifyTask) })).verified,
    sign: async (requests) => (await run(language, { sign: requests })).signed,
  }));
}

function isThere({ program, probe, environment }) {
  if (!isProgram(program)) return false;
  const env = { ...process.env, ...goCache(), ...environment };
  return spawnSync(program, probe, { cwd: folder, env }).status === 0;
}

function verifyTask({ alg, token, key }) {
  return { alg, token, key, issuer: ISSUER, audience: AUDIENCE };
}

let goFolder;

/** Go compiles into its own folder, which is removed at the end. */
function goCache() {
  if (goFolder === undefined) {
    goFolder = mkdtempSync(path.join(os.tmpdir(), 'interop-go-'));
    process.on('exit', () => rmSync(goFolder, { recursive: true, force: true }));
  }
  return { GOCACHE: goFolder };
}

async function run({ name, program, run: words, environment }, { verify = [], sign = [] }) {
  const env = { ...process.env, ...goCache(), ...environment };
  const child = spawn(program, words, { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ verify, sign }));
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${name} exited with code ${code}`);
  return JSON.parse(Buffer.concat(chunks).toString());
}
