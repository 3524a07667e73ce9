/**
 * The same histories with the real rings: three processes of an issuer on one store, each with its own clock,
 * restart, lose the store and reconnect; remote verifiers have caches. The store itself may lose data, while
 * at least two processes run that know it.
 */
import { randomBytes } from 'node:crypto';
import { KeyRing } from '@portcullis/issuer';
import { nextRotationAt } from '../../src/key-ring/rotation-plan.js';
import { Line } from './line.js';
import { RemoteStore } from '../support/remote-store.js';
import { Chance } from './random.js';
import { knows, unlessUnavailable } from './ring-calls.js';
import type { Process, RingOutcome, Spoilt, Times, Verifier } from './ring-history.js';
import { StoreLosses } from './store-losses.js';

const EVENTS = 70;
const SKEW_MS = 5000;
const MINUTE = 60;

export class RingWorld {
  readonly #chance: Chance;
  readonly #spoilt: Spoilt;
  readonly #store = new RemoteStore();
  readonly #losses: StoreLosses;
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
  #refusedAfterLoss = 0;
  #now = 1_800_000_000_000;

  constructor(seed: number, spoilt: Spoilt = {}) {
    this.#chance = new Chance(seed);
    this.#losses = new StoreLosses(this.#store, this.#chance);
    this.#isClocked = seed % 2 === 0;
    this.#spoilt = spoilt;
    this.#times = {
      rotateEvery: this.#chance.between(10, 3000) * MINUTE,
      jwksMaxAge: this.#chance.between(1, 60) * MINUTE,
      propagationTime: this.#chance.between(5, 60),
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
      const ring = await this.#open(line, skew);
      this.#processes.push({ skew, line, ring, refused: new Set() });
    }
    const events = [
      () => this.#look(this.#anyProcess()),
      () => this.#sign(),
      () => this.#sign(),
      () => this.#verify(),
      () => this.#verify(),
      () => this.#verify(),
      () => this.#verifyHere(),
      () => this.#verifyHere(),
      () => this.#anyProcess().ring.rotate(),
      () => this.#restart(),
      () => this.#cutOrRepair(),
      () => (this.#chance.next() < 0.15 ? this.#kill() : undefined),
      () => (this.#chance.next() < 0.3 ? this.#loseStore() : undefined),
    ];
    for (let i = 0; i < EVENTS; i++) {
      this.#now = await this.#nextTime();
      await this.#lookBeforeServing();
      await unlessUnavailable(this.#chance.pick(events));
      this.#losses.backUp();
    }
    await Promise.all(this.#processes.map(({ ring }) => ring.close()));
    return {
      faults: this.#faults,
      signed: this.#signed,
      verified: this.#verified,
      rotations: this.#signers.size,
      killed: this.#killedAt.size,
      closed: this.#closed,
      losses: this.#losses.count,
      refusedAfterLoss: this.#refusedAfterLoss,
    };
  }

  #open(line: Line, skew: number): Promise<KeyRing> {
    return KeyRing.open({
      store: line,
      algorithm: 'EdDSA',
      keyEncryptionKeys: this.#keyEncryptionKeys,
      longestToken: this.#chance.between(1, 120) * MINUTE,
      ...this.#times,
      // A deployment changes them in one process after another.
      jwksMaxAge: this.#chance.between(MINUTE, this.#times.jwksMaxAge),
      propagationTime: this.#chance.between(5, this.#times.propagationTime),
      clock: () => this.#now + skew,
      scheduler: () => () => undefined, // when a process looks is the history's to say
    });
  }

  /**
   * Mostly seconds later, sometimes hours, and often exactly at a scheduled time, so that margins are tested
   * closely.
   */
  async #nextTime(): Promise<number> {
    const { rotateEvery, jwksMaxAge, propagationTime, clockTolerance } = this.#times;
    const keys = (await this.#store.load())?.keys ?? [];
    const due = nextRotationAt(keys, {
      rotateEveryMs: rotateEvery * 1000,
      jwksMaxAgeMs: jwksMaxAge * 1000,
      propagationTimeMs: propagationTime * 1000,
      toleranceMs: clockTolerance * 1000,
      longestTokenMs: 0,
    });
    const near = due + this.#chance.between(0, 6000);
    if (this.#chance.next() < 0.2 && Number.isFinite(near) && near > this.#now) return near;
    return this.#now + 1 + Math.floor(this.#chance.next() ** 24 * 12 * 60 * MINUTE * 1000);
  }

  /** Like timers: most processes have read the store within seconds. */
  async #lookBeforeServing(): Promise<void> {
    for (const process of this.#processes) {
      if (this.#chance.next() < 0.5) await unlessUnavailable(() => this.#look(process));
    }
  }

  async #look(process: Process): Promise<void> {
    await process.ring.refresh();
    this.#losses.looked(process, this.#processes.length, this.#now);
  }

  #sign(): void {
    this.#signWith(this.#anyProcess());
  }

  #signWith({ ring, skew }: Process): void {
    const { kid } = this.#activeOf(ring);
    const lifetime =
      ring.longestToken * 1000 * this.#chance.next() * (this.#spoilt.tokensLive ?? 1);
    this.#tokens.push({ kid, expiresAt: this.#now + skew + lifetime });
    this.#signers.add(kid);
    this.#signed++;
    const killedAt = this.#killedAt.get(kid);
    if (this.#losses.isFelt) return;
    if (killedAt !== undefined && this.#now >= killedAt + this.#times.propagationTime * 1000) {
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

  /** A remote verifier, which must accept every good token. It never fetches for an unknown key. */
  #verify(): void {
    const verifier = this.#chance.pick(this.#verifiers);
    if (this.#now >= verifier.until) this.#fetch(verifier);
    const { propagationTime, jwksMaxAge } = this.#times;
    for (const [kid, at] of this.#killedAt) {
      const isOver =
        this.#now >= at + (propagationTime + jwksMaxAge) * 1000 && !this.#isFeltFarAway();
      if (isOver && verifier.kids.has(kid)) this.#faults.push(`the killed ${kid} is still known`);
    }
    const token = this.#goodToken(verifier.skew);
    if (!token) return;
    this.#verified++;
    if (verifier.kids.has(token.kid)) return;
    if (this.#isFeltFarAway()) this.#refusedAfterLoss++;
    else this.#faults.push(`a good token of ${token.kid} was rejected`);
  }

  #isFeltFarAway(): boolean {
    if (this.#spoilt.feelsNoLoss === true) return false;
    return this.#losses.isFeltBy(
      this.#now,
      (this.#times.propagationTime + this.#times.jwksMaxAge) * 1000,
    );
  }

  #fetch(verifier: Verifier): void {
    const { jwks, maxAge } = this.#anyProcess().ring.publication();
    verifier.kids = new Set(jwks.keys.map(({ kid }) => kid));
    verifier.until = this.#now + (this.#spoilt.verifiersKeep ?? maxAge) * 1000;
  }

  /** The issuer's own API, which uses its ring. */
  #verifyHere(): void {
    const { ring, line, skew, refused } = this.#anyProcess();
    for (const [kid, at] of this.#killedAt) {
      const isKnown = knows(ring, kid);
      const wasTold = line.answeredAt > at && !this.#losses.isFelt;
      if (isKnown && (wasTold || refused.has(kid))) {
        this.#faults.push(`the killed ${kid} was accepted`);
      }
      if (!isKnown && !this.#losses.isFelt) refused.add(kid); // and not because it has lost the key
    }
    const token = this.#goodToken(skew);
    if (!token) return;
    this.#verified++;
    if (knows(ring, token.kid)) return;
    if (this.#losses.isFelt) this.#refusedAfterLoss++;
    else this.#faults.push(`a good token of ${token.kid} was rejected here`);
  }

  #goodToken(skew: number): { readonly kid: string } | undefined {
    // Its own clock decides when a token has expired. An expired token is rejected whatever its key.
    const now = this.#now + skew - (this.#times.clockTolerance * 1000) / 2;
    return this.#chance.pick(
      this.#tokens.filter(({ kid, expiresAt }) => now < expiresAt && !this.#killedAt.has(kid)),
    );
  }

  async #kill(): Promise<void> {
    const process = this.#anyProcess();
    process.line.isCut = false;
    const victim = this.#chance.pick((await this.#store.load())?.keys ?? []);
    if (victim && (await process.ring.kill(victim.kid))) this.#killedAt.set(victim.kid, this.#now);
  }

  async #restart(): Promise<void> {
    const process = this.#anyProcess();
    if (process.line.isCut || this.#losses.isFelt) return;
    await this.#startAnew(process);
  }

  async #startAnew(process: Process): Promise<void> {
    await process.ring.close();
    process.ring = await this.#open(process.line, process.skew);
    process.refused.clear();
  }

  /**
   * The store loses data; sometimes a process starts before another has read the store. One of the running
   * processes knows the lost data.
   */
  async #loseStore(): Promise<void> {
    const [witness, process] = this.#processes.toSorted(() => this.#chance.next() - 0.5);
    if (!witness || !process || this.#losses.isFelt || witness.line.isCut) return;
    await this.#look(witness);
    for (let i = 0; i < 3; i++) this.#signWith(witness);
    this.#losses.lose();
    if (process.line.isCut || this.#chance.next() > 0.6) return;
    await this.#startAnew(process);
    for (let i = this.#chance.between(0, 3); i > 0; i--) await this.#continueAlone(process);
    for (let i = 0; i < 4; i++) {
      await this.#lookBeforeServing();
      await unlessUnavailable(() => this.#verifyHere());
      await unlessUnavailable(() => this.#verify());
    }
  }

  async #continueAlone(process: Process): Promise<void> {
    const { jwksMaxAge, propagationTime, clockTolerance } = this.#times;
    this.#now += (jwksMaxAge + propagationTime + clockTolerance) * 1000;
    await process.ring.rotate();
    this.#signWith(process);
  }

  async #cutOrRepair(): Promise<void> {
    const { line } = this.#anyProcess();
    line.isCut = !line.isCut && this.#chance.next() < 0.6;
  }

  #anyProcess(): Process {
    return this.#chance.pick(this.#processes);
  }
}
