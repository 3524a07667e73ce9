/** Sends traffic to the processes while the key rotates twice and one process is killed and restarted. */
import { setTimeout as pause } from 'node:timers/promises';
import { decodeProtectedHeader } from 'jose';
import { ask, RoundRobin, type Ask } from './client.js';
import { Fleet, type Kind } from './fleet.js';

/** Results. */
export interface RotationFigures {
  readonly requests: number;
  /** Failed requests, each with its path and status. */
  readonly refused: readonly string[];
  readonly refreshes: number;
  /** Requests retried on the next process, because the killed one did not answer. */
  readonly passedOver: number;
  /** Number of keys that signed access tokens. */
  readonly keys: number;
  /** Rotations after which the new key signed. */
  readonly rotations: number;
  readonly seconds: number;
  /** Longest time from a logout until the other processes reject its access token. */
  readonly logoutMs: number;
}

const CLIENTS = 8;
/** Requests of a client between two refreshes. */
const REFRESH_EVERY = 12;
const LOGOUTS = 10;

/** Runs the traffic and the incidents. @param requests - minimum number of requests */
export async function playRotation(kind: Kind, requests: number): Promise<RotationFigures> {
  const fleet = await Fleet.start(kind);
  try {
    const traffic = new Traffic(fleet, requests);
    const began = performance.now();
    const rotated = await traffic.during(requests, () => incidents(fleet, traffic, requests));
    const seconds = Math.round((performance.now() - began) / 1000);
    const { count, refused, refreshes, kids, passedOver } = traffic;
    const rotations = rotated.filter((kid) => kids.has(kid)).length;
    const figures = { requests: count, refused, refreshes, passedOver, keys: kids.size, rotations };
    return { ...figures, seconds, logoutMs: await slowestLogout(fleet) };
  } finally {
    await fleet.stop();
  }
}

/** Rotates twice and kills a process in between. Returns the `kid` of each new key. */
async function incidents(
  { members, password }: Fleet,
  traffic: Traffic,
  requests: number,
): Promise<readonly string[]> {
  const [first, second, third] = members;
  await traffic.reached(requests * 0.2);
  const one = await rotate(first.address, password);
  await traffic.reached(requests * 0.4);
  await second.kill();
  await second.start();
  await traffic.reached(requests * 0.6);
  const two = await rotate(third.address, password);
  await traffic.reached(traffic.count + Math.max(200, requests * 0.2));
  return [one, two];
}

async function rotate(address = '', password: string): Promise<string> {
  const credentials = { email: 'admin@example.com', password };
  const login = await ask(address, { path: '/auth/login', json: credentials });
  const token = String(login.body['access_token']);
  const { body } = await ask(address, { path: '/admin/keys/rotate', token, json: {} });
  if (Date.parse(String(body['signs_at'])) > Date.now()) {
    throw new Error('the new key does not sign yet');
  }
  return String(body['kid']);
}

/** Clients that sign in, request their profile, and refresh. */
class Traffic {
  count = 0;
  refreshes = 0;
  readonly refused: string[] = [];
  readonly kids = new Set<string | undefined>();
  readonly #balancer: RoundRobin;
  readonly #password: string;
  #isOver = false;

  /** @param enough - number of requests after which the clients slow down */
  constructor(
    { members, password }: Fleet,
    private readonly enough: number,
  ) {
    this.#balancer = new RoundRobin(members);
    this.#password = password;
  }

  get passedOver(): number {
    return this.#balancer.passedOver;
  }

  /** Runs until `during` is done and at least this many requests were sent. */
  async during<T>(requests: number, during: () => Promise<T>): Promise<T> {
    const clients = Promise.all(Array.from({ length: CLIENTS }, () => this.#client()));
    try {
      const outcome = await during();
      await this.reached(requests);
      return outcome;
    } finally {
      this.#isOver = true;
      await clients;
    }
  }

  async reached(count: number): Promise<void> {
    while (this.count < count) await pause(5);
  }

  async #client(): Promise<void> {
    const credentials = { email: 'viewer@example.com', password: this.#password };
    let tokens = await this.#ask({ path: '/auth/login', json: credentials });
    for (let turn = 1; !this.#isOver; turn++) {
      if (turn % REFRESH_EVERY !== 0) {
        await this.#ask({ path: '/profile', token: String(tokens['access_token']) });
        continue;
      }
      const json = { refresh_token: tokens['refresh_token'] };
      tokens = await this.#ask({ path: '/auth/refresh', json });
      this.refreshes += 1;
      this.kids.add(decodeProtectedHeader(String(tokens['access_token'])).kid);
    }
  }

  async #ask(request: Ask): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await this.#balancer.ask(request);
    this.count += 1;
    if (this.count > this.enough) await pause(20);
    if (status !== 200) {
      this.refused.push(`${request.path} ${status}`);
      throw new Error(`${request.path}: received ${status}, expected 200`);
    }
    return body;
  }
}

async function slowestLogout({ members: [first, ...others], password }: Fleet): Promise<number> {
  let slowest = 0;
  const credentials = { email: 'editor@example.com', password };
  for (let round = 0; round < LOGOUTS; round++) {
    const { address = '' } = first;
    const { body } = await ask(address, { path: '/auth/login', json: credentials });
    const token = String(body['access_token']);
    await Promise.all(others.map((other) => until(200, other.address, token)));
    const json = { refresh_token: body['refresh_token'] };
    await ask(address, { path: '/auth/logout', json });
    const began = performance.now();
    await Promise.all(others.map((other) => until(401, other.address, token)));
    slowest = Math.max(slowest, performance.now() - began);
  }
  return Math.round(slowest);
}

async function until(status: number, address = '', token: string): Promise<void> {
  const end = performance.now() + 20_000;
  while ((await ask(address, { path: '/profile', token })).status !== status) {
    if (performance.now() > end) throw new Error(`no ${status} within 20 s`);
  }
}
