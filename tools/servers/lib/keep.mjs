/** Starts a keeper process with its server. */
import { fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KINDS } from './kinds.mjs';
import { programsOf } from './programs.mjs';

const KEEPER = fileURLToPath(new URL('./keeper.mjs', import.meta.url));

/**
 * @param kind `postgres`, `redis` or `nats`
 * @param options `owner`: the process that the server stops with, default: this process; `scratch`: a folder for
 *   locks; `replicaOf`: the address of the server to replicate; `upstream`: the address of the server behind a pooler
 * @returns the keeper's process and the server's address
 */
export async function keep(kind, { owner, scratch = os.tmpdir(), replicaOf, upstream } = {}) {
  const programs = await programsOf(KINDS[kind], scratch);
  const folder = mkdtempSync(path.join(os.tmpdir(), `portcullis-${kind}-`));
  const rest = owner === undefined ? [] : [String(owner)];
  const keeper = fork(
    KEEPER,
    [kind, folder, JSON.stringify({ programs, replicaOf, upstream }), ...rest],
    {
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  );
  const { url, error } = await new Promise((resolve, reject) => {
    keeper.once('message', resolve);
    keeper.once('error', reject);
    keeper.once('exit', (code) => resolve({ error: `its keeper exited with code ${code}` }));
  });
  if (error !== undefined) throw new Error(error);
  keeper.unref();
  keeper.channel?.unref();
  return { keeper, url };
}
