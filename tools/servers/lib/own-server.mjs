/** A server on a free port of 127.0.0.1, with its data in a folder. It can be stopped and started again. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { KINDS } from './kinds.mjs';

const run = promisify(execFile);
const LONGEST_START_MS = 60_000;
const MOST_PORTS = 5;

export class OwnServer {
  url;
  #kind;
  #folder;
  #programs;
  #replicaOf;
  #upstream;
  #port;
  #busPort;
  #hasStarted = false;
  #account;
  #child;

  /**
   * @param folder an empty folder for this server
   * @param how `programs`: the paths of its programs; `replicaOf`: the address of the server to replicate;
   *   `upstream`: the address of the server behind a pooler
   */
  static async prepare(name, folder, { programs, replicaOf, upstream }) {
    const server = new OwnServer();
    server.#kind = KINDS[name];
    server.#folder = folder;
    server.#programs = programs;
    server.#replicaOf = replicaOf;
    server.#upstream = upstream;
    await server.#choosePorts();
    server.#account = server.#kind.accounts && accountFor(server.#kind.accounts);
    await server.#prepare();
    return server;
  }

  async #choosePorts() {
    this.#port = await freePort();
    if (this.#kind.hasBus) this.#busPort = await freePort();
    this.url = this.#kind.url(this.#port);
  }

  async #prepare() {
    writeFileSync(this.#log, '');
    for (const file of [this.#folder, this.#log]) give(file, this.#account);
    if (!this.#kind.prepare) return;
    const [program, ...rest] = this.#kind.prepare(this.#folder, this.#replicaOf);
    await run(this.#programs[program], rest, { cwd: this.#folder, ...this.#account });
  }

  /**
   * Starts the server and waits until it responds. Before the first start the port is free, but another process can
   * take it.
   */
  async start() {
    for (let tries = 1; ; tries++) {
      try {
        await this.#startOnce();
        this.#hasStarted = true;
        return;
      } catch (error) {
        const isTaken = /in use/i.test(error.message);
        if (this.#hasStarted || !isTaken || tries === MOST_PORTS) throw error;
        writeFileSync(this.#log, '');
        await this.#choosePorts();
      }
    }
  }

  async #startOnce() {
    if (!this.#hasStarted) this.#writeFiles();
    const [program, ...rest] = this.#kind.run(this.#folder, this.#port, this.#busPort);
    this.#child = spawn(this.#programs[program], rest, {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...this.#account,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (bytes) => appendFileSync(this.#log, bytes));
    }
    this.#child.on('error', (error) => appendFileSync(this.#log, String(error)));
    await this.#untilItAnswers();
  }

  #writeFiles() {
    const files = this.#kind.files?.(this.#port, { upstream: this.#upstream }) ?? {};
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(path.join(this.#folder, name), text);
      give(path.join(this.#folder, name), this.#account);
    }
  }

  async #untilItAnswers() {
    const until = performance.now() + LONGEST_START_MS;
    while (performance.now() < until && this.#isRunning()) {
      if (await this.#kind.answers(this.url)) return;
      await sleep(30);
    }
    throw new Error(`${this.#kind.name} did not start:\n${readFileSync(this.#log, 'utf8')}`);
  }

  /**
   * Stops the server and waits until its process has exited.
   *
   * @param signal default: the signal of a normal shutdown; SIGKILL for a crash
   */
  async stop(signal = this.#kind.stopSignal) {
    if (!this.#isRunning()) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }

  /** Pauses or resumes the server. A paused server listens, but does not respond. */
  async pause(isHeld) {
    for (const pid of familyOf(this.#child.pid)) process.kill(pid, isHeld ? 'SIGSTOP' : 'SIGCONT');
  }

  #isRunning() {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  get #log() {
    return path.join(this.#folder, 'log');
  }
}

/** A process and its children: PostgreSQL has a process for each connection. */
function familyOf(pid) {
  const list = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = list
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return [pid, ...rows.filter(([, parent]) => parent === pid).map(([child]) => child)];
}

/** Root runs the server under an account without privileges. */
function accountFor(names) {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of names) {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((each) => each.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`no account can run the server: expected one of ${names.join(', ')}`);
}

function give(file, account) {
  if (!account) return;
  chownSync(file, account.uid, account.gid);
  chmodSync(file, 0o700);
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
