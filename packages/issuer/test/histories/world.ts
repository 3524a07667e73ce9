/**
 * Processes of an issuer and verifiers, over days of simulated time that a seed decides: keys rotate, are
 * forced to, are killed; processes restart with other settings; clocks differ by five seconds. The rotation
 * plan is the real one.
 */
import {
  afterStep,
  nextRotationAt,
  planRotation,
  type PlannedKey,
  type RotationSettings,
} from '../../src/key-ring/rotation-plan.js';
import { Chance } from './random.js';

/** The result of a history. */
export interface Outcome {
  /** Good tokens that a verifier rejected, and tokens of killed keys that were accepted. Must be empty. */
  readonly faults: readonly string[];
  readonly signed: number;
  readonly verified: number;
  readonly rotations: number;
  readonly killed: number;
}

interface Token {
  readonly kid: string;
  readonly expiresAt: number;
}

/** One process of the issuer, with the keys that it loaded last. */
interface Process {
  readonly skew: number;
  settings: RotationSettings;
  keys: readonly PlannedKey[];
  loadedAt: number;
}

/** A verifier that never fetches for an unknown key ID: only its cache counts. */
interface Verifier {
  readonly skew: number;
  kids: ReadonlySet<string>;
  fetchedAt: number;
}

const PROCESSES = 3;
const VERIFIERS = 3;
const EVENTS = 100;
const SKEW_MS = 5000;
const MINUTE = 60_000;

/** Faults of a planner, to show that the histories detect them. */
export type Spoil = (settings: RotationSettings) => RotationSettings;

export class World {
  readonly #chance: Chance;
  readonly #spoil: Spoil;
  readonly #settings: RotationSettings;
  readonly #processes: readonly Process[];
  readonly #verifiers: readonly Verifier[];
  readonly #killedAt = new Map<string, number>();
  readonly #tokens: Token[] = [];
  readonly #faults: string[] = [];
  #stored: readonly PlannedKey[] = [];
  #made = 0;
  #signed = 0;
  #verified = 0;
  #rotations = 0;
  #now = 1_800_000_000_000;

  constructor(seed: number, spoil: Spoil = (settings) => settings) {
    this.#chance = new Chance(seed);
    this.#spoil = spoil;
    this.#settings = {
      rotateEveryMs: this.#chance.between(10, 3000) * MINUTE,
      jwksMaxAgeMs: this.#chance.between(1, 60) * MINUTE,
      propagationTimeMs: this.#chance.between(5, 60) * 1000,
      toleranceMs: this.#chance.between(10, 60) * 1000,
      longestTokenMs: this.#chance.between(1, 120) * MINUTE,
    };
    const skew = (): number => this.#chance.between(-SKEW_MS, SKEW_MS);
    this.#processes = Array.from({ length: PROCESSES }, () => ({
      skew: skew(),
      settings: this.#settings,
      keys: [],
      loadedAt: Number.NEGATIVE_INFINITY,
    }));
    this.#verifiers = Array.from({ length: VERIFIERS }, () => ({
      skew: skew(),
      kids: new Set<string>(),
      fetchedAt: Number.NEGATIVE_INFINITY,
    }));
  }

  run(): Outcome {
    const events = [
      () => this.#load(this.#anyProcess()),
      () => this.#sign(),
      () => this.#sign(),
      () => this.#verify(),
      () => this.#verify(),
      () => this.#verify(),
      () => this.#verifyHere(),
      () => this.#load(this.#anyProcess(), true),
      () => this.#restart(),
      () => this.#chance.next() < 0.2 && this.#kill(),
    ];
    for (let i = 0; i < EVENTS; i++) {
      this.#now = this.#nextTime();
      this.#chance.pick(events)();
    }
    return {
      faults: this.#faults,
      signed: this.#signed,
      verified: this.#verified,
      rotations: this.#rotations,
      killed: this.#killedAt.size,
    };
  }

  /**
   * Mostly seconds later, sometimes hours, and often exactly at a scheduled time, so that margins are tested
   * closely.
   */
  #nextTime(): number {
    const due =
      nextRotationAt(this.#stored, this.#spoil(this.#settings)) + this.#chance.between(0, 6000);
    if (this.#chance.next() < 0.2 && Number.isFinite(due) && due > this.#now) return due;
    return this.#now + 1 + Math.floor(this.#chance.next() ** 8 * 12 * 60 * MINUTE);
  }

  /** Loads the keys and runs the scheduled steps at once, like a store with compare and swap. */
  #load(process: Process, force = false): void {
    const now = this.#now + process.skew;
    const settings = this.#spoil(process.settings);
    const isNew = this.#made === 0;
    for (const step of planRotation(this.#stored, settings, { now, force, isNew })) {
      const made: PlannedKey = { kid: `key-${this.#made}`, state: 'staged', publishedAt: now };
      if (step.step === 'begin' || step.step === 'stage') this.#made++;
      if (step.step === 'activate') this.#rotations++;
      this.#stored = afterStep(this.#stored, step, { now, settings, made });
    }
    process.keys = this.#stored;
    process.loadedAt = this.#now;
  }

  #sign(): void {
    const process = this.#upToDate();
    const active = process.keys.find(({ state }) => state === 'active');
    if (!active) return; // after a kill, until another key may sign
    const lifetime = process.settings.longestTokenMs * this.#chance.next();
    const expiresAt = this.#now + process.skew + lifetime;
    this.#tokens.push({ kid: active.kid, expiresAt });
    this.#signed++;
  }

  /** A remote verifier, which must accept every good token. */
  #verify(): void {
    const verifier = this.#chance.pick(this.#verifiers);
    if (this.#now >= verifier.fetchedAt + this.#settings.jwksMaxAgeMs) {
      verifier.kids = new Set(this.#upToDate().keys.map(({ kid }) => kid));
      verifier.fetchedAt = this.#now;
    }
    const token = this.#tokens[Math.floor(this.#chance.next() * this.#tokens.length)];
    if (!token || this.#killedAt.has(token.kid)) return;
    // Its own clock decides when a token has expired. An expired token is rejected whatever its key.
    if (this.#now + verifier.skew >= token.expiresAt + this.#settings.toleranceMs / 2) return;
    this.#verified++;
    if (!verifier.kids.has(token.kid))
      this.#faults.push(`a good token of ${token.kid} was rejected`);
  }

  /** The issuer's own API: a killed key is known everywhere once every process has seen it. */
  #verifyHere(): void {
    const process = this.#upToDate();
    for (const [kid, at] of this.#killedAt) {
      const isSeen = process.loadedAt >= at || this.#now >= at + process.settings.propagationTimeMs;
      if (isSeen && process.keys.some((key) => key.kid === kid)) {
        this.#faults.push(`the killed ${kid} was accepted`);
      }
    }
  }

  #kill(): void {
    const victim = this.#stored[Math.floor(this.#chance.next() * this.#stored.length)];
    if (!victim) return;
    this.#stored = this.#stored.filter(({ kid }) => kid !== victim.kid);
    this.#killedAt.set(victim.kid, this.#now);
    this.#load(this.#anyProcess());
  }

  /** A process restarts with a longer or shorter token lifetime, and loads the keys before it serves. */
  #restart(): void {
    const process = this.#anyProcess();
    const longestTokenMs = this.#chance.between(1, 120) * MINUTE;
    process.settings = { ...this.#settings, longestTokenMs };
    this.#load(process);
  }

  /** A process that may serve. It loads the keys first if they are too old. */
  #upToDate(): Process {
    const process = this.#anyProcess();
    if (this.#now >= process.loadedAt + process.settings.propagationTimeMs) this.#load(process);
    return process;
  }

  #anyProcess(): Process {
    return this.#chance.pick(this.#processes);
  }
}
