/**
 * The same histories through the rings that ship: three processes of an issuer on one store, each with a clock of its
 * own, which restart, lose the store and find it again; verifiers far away, with caches.
 */
import { randomBytes } from 'node:crypto';
import { KeysUnavailableError } from '@portcullis/core';
import { KeyRing, MemoryKeyStore, StoreUnavailableError } from '@portcullis/issuer';
import { nextRotationAt } from '../../src/key-ring/rotation-plan.js';
import { Line } from './line.js';
import { Chance } from './random.js';

/** What a history came to. */
export interface RingOutcome {
  /** Good tokens that were refused, and tokens of killed keys that were accepted: what must not be. */
  readonly faults: readonly string[];
  readonly signed: number;
  readonly verified: number;
  readonly rotations: number;
  readonly killed: number;
  /** Processes that did not sign because they did not see the store. */
  readonly closed: number;
}

interface Process {
  readonly skew: number;
  readonly line: Line;
  ring: KeyRing;
}

interface Verifier {
  readonly skew: number;
  kids: ReadonlySet<string>;
  until: number;
}

interface Times {
  readonly rotateEvery: number;
  readonly jwksMaxAge: number;
  readonly follow: number;
  readonly clockTolerance: number;
}

const EVENTS = 70;
const SKEW_MS = 5000;
const MINUTE = 60;

/** What does not keep to what the rings are told, to see that the histories notice it. */
export interface Spoilt {
  /** For how many seconds verifiers keep a JWKS, whatever its `max-age`. */
  readonly verifiersKeep?: number;
  /** How many times as long as `longestToken` tokens live. */
  readonly tokensLive?: number;
}

export class RingWorld {
  readonly #chance: Chance;
  readonly #spoilt: Spoilt;
  readonly #store = new MemoryKeyStore();
  readonly #keyEncryptionKeys = { a: randomBytes(32) };
  readonly #times: Times;
  readonly #isClocked: boolean;
  readonly #processes: Process[] = [];
  readonly #verifiers: readonly Verifier[];
  readonly #killedAt = new Map<string, number>();
  readonly #tokens: { readonly kid: string; readonly expiresAt: number }[] = [];
  readonly #faults: string[] = [];
  readonly #signers = new Set<string>();
  #signed = 0;
  #verified = 0;
  #closed = 0;
  #now = 1_800_000_000_000;

  constructor(seed: number, spoilt: Spoilt = {}) {
    this.#chance = new Chance(seed);
    this.#isClocked = seed % 2 === 0;
    this.#spoilt = spoilt;
    this.#times = {
      rotateEvery: this.#chance.between(10, 3000) * MINUTE,
      jwksMaxAge: this.#chance.between(1, 60) * MINUTE,
      follow: this.#chance.between(5, 60),
      clockTolerance: this.#chance.between(10, 60),
    };
    this.#verifiers = [0, 1, 2].map(() => ({
      skew: this.#chance.between(-SKEW_MS, SKEW_MS),
      kids: new Set<string>(),
      until: Number.NEGATIVE_INFINITY,
    }));
  }

  async run(): Promise<RingOutcome> {
    for (let i = 0; i < 3; i++) {
      const skew = this.#chance.between(-SKEW_MS, SKEW_MS);
      const line = new Line(this.#store, () => this.#now, this.#isClocked);
      this.#processes.push({ skew, line, ring: await this.#open(line, skew) });
    }
    const events = [
      () => this.#anyProcess().ring.refresh(),
      () => this.#sign(),
      () => this.#sign(),
      () => this.#verify(),
      () => this.#verify(),
      () => this.#verify(),
      () => this.#verifyHere(),
      () => this.#verifyHere(),
      () => this.#anyProcess().ring.rotate(),
      () => this.#restart(),
      () => this.#cutOrMend(),
      () => (this.#chance.next() < 0.15 ? this.#kill() : undefined),
    ];
    for (let i = 0; i < EVENTS; i++) {
      this.#now = await this.#nextTime();
      await this.#lookBeforeServing();
      await unlessOutOfReach(this.#chance.pick(events));
    }
    await Promise.all(this.#processes.map(({ ring }) => ring.close()));
    return {
      faults: this.#faults,
      signed: this.#signed,
      verified: this.#verified,
      rotations: this.#signers.size,
      killed: this.#killedAt.size,
      closed: this.#closed,
    };
  }

  #open(line: Line, skew: number): Promise<KeyRing> {
    return KeyRing.open({
      store: line,
      alg: 'EdDSA',
      keyEncryptionKeys: this.#keyEncryptionKeys,
      longestToken: this.#chance.between(1, 120) * MINUTE,
      ...this.#times,
      clock: () => this.#now + skew,
      after: () => () => undefined, // when a process looks is the history's to say
    });
  }

  /** Mostly seconds later, sometimes hours, and often just when something is due: margins are met closely. */
  async #nextTime(): Promise<number> {
    const { rotateEvery, jwksMaxAge, follow, clockTolerance } = this.#times;
    const keys = (await this.#store.load())?.keys ?? [];
    const due = nextRotationAt(keys, {
      rotateEveryMs: rotateEvery * 1000,
      jwksMaxAgeMs: jwksMaxAge * 1000,
      followMs: follow * 1000,
      toleranceMs: clockTolerance * 1000,
      longestTokenMs: 0,
    });
    const near = due + this.#chance.between(0, 6000);
    if (this.#chance.next() < 0.2 && Number.isFinite(near) && near > this.#now) return near;
    return this.#now + 1 + Math.floor(this.#chance.next() ** 8 * 12 * 60 * MINUTE * 1000);
  }

  /** As timers do: most processes have looked at the store within seconds. */
  async #lookBeforeServing(): Promise<void> {
    for (const { ring } of this.#processes) {
      if (this.#chance.next() < 0.5) await unlessOutOfReach(() => ring.refresh());
    }
  }

  #sign(): void {
    const { ring, skew } = this.#anyProcess();
    const { kid } = this.#activeOf(ring);
    const lifetime =
      ring.longestToken * 1000 * this.#chance.next() * (this.#spoilt.tokensLive ?? 1);
    this.#tokens.push({ kid, expiresAt: this.#now + skew + lifetime });
    this.#signers.add(kid);
    this.#signed++;
    const killedAt = this.#killedAt.get(kid);
    if (killedAt !== undefined && this.#now >= killedAt + this.#times.follow * 1000) {
      this.#faults.push(`the killed ${kid} signed`);
    }
  }

  #activeOf(ring: KeyRing): { readonly kid: string } {
    try {
      return ring.active;
    } catch (error) {
      this.#closed++;
      throw error;
    }
  }

  /** A verifier far away: whatever token is good must be good to it. It never asks for an unknown key. */
  #verify(): void {
    const verifier = this.#chance.pick(this.#verifiers);
    if (this.#now >= verifier.until) this.#fetch(verifier);
    const { follow, jwksMaxAge } = this.#times;
    for (const [kid, at] of this.#killedAt) {
      const isOver = this.#now >= at + (follow + jwksMaxAge) * 1000;
      if (isOver && verifier.kids.has(kid)) this.#faults.push(`the killed ${kid} is still known`);
    }
    const token = this.#goodToken(verifier.skew);
    if (!token) return;
    this.#verified++;
    if (!verifier.kids.has(token.kid)) {
      this.#faults.push(`a good token of ${token.kid} was refused`);
    }
  }

  #fetch(verifier: Verifier): void {
    const { jwks, maxAge } = this.#anyProcess().ring.publication();
    verifier.kids = new Set(jwks.keys.map(({ kid }) => kid));
    verifier.until = this.#now + (this.#spoilt.verifiersKeep ?? maxAge) * 1000;
  }

  /** The issuer's own API, which asks its ring. */
  #verifyHere(): void {
    const { ring, line, skew } = this.#anyProcess();
    for (const [kid, at] of this.#killedAt) {
      if (line.answeredAt > at && knows(ring, kid))
        this.#faults.push(`the killed ${kid} was accepted`);
    }
    const token = this.#goodToken(skew);
    if (!token) return;
    this.#verified++;
    if (!knows(ring, token.kid)) this.#faults.push(`a good token of ${token.kid} was refused here`);
  }

  #goodToken(skew: number): { readonly kid: string } | undefined {
    const token = this.#chance.pick(this.#tokens);
    if (token === undefined || this.#killedAt.has(token.kid)) return undefined;
    // Its own clock says when a token has expired; one that has is refused whatever its key.
    const isOver = this.#now + skew >= token.expiresAt + (this.#times.clockTolerance * 1000) / 2;
    return isOver ? undefined : token;
  }

  async #kill(): Promise<void> {
    const process = this.#anyProcess();
    process.line.isCut = false;
    const victim = this.#chance.pick((await this.#store.load())?.keys ?? []);
    if (victim && (await process.ring.kill(victim.kid))) this.#killedAt.set(victim.kid, this.#now);
  }

  async #restart(): Promise<void> {
    const process = this.#anyProcess();
    if (process.line.isCut) return;
    await process.ring.close();
    process.ring = await this.#open(process.line, process.skew);
  }

  async #cutOrMend(): Promise<void> {
    const { line } = this.#anyProcess();
    line.isCut = !line.isCut && this.#chance.next() < 0.6;
  }

  #anyProcess(): Process {
    return this.#chance.pick(this.#processes);
  }
}

function knows(ring: KeyRing, kid: string): boolean {
  try {
    return ring.keySource.find({ alg: 'EdDSA', kid } as never) !== undefined;
  } catch (error) {
    if (error instanceof KeysUnavailableError) throw new StoreUnavailableError('503', error);
    throw error;
  }
}

/** 503 is no refusal: whoever asks may ask again. */
async function unlessOutOfReach(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
}
