/**
 * Three processes of one issuer and their stores, whose four clocks differ by up to ten minutes. What was issued before a
 * revocation is shown to all of them, again and again until it has expired everywhere.
 */
import { createVerifier, type Clock, type TokenVerifier } from '@portcullis/core';
import type { RevocationStore, SessionStore } from '@portcullis/issuer';
import { hashClientSecret, isClientSecret, type SigningKey } from '@portcullis/nest/issuer';
import { IssuerKeys } from '../../../src/issuer/issuer-keys.js';
import { IssuerParts } from '../../../src/issuer/issuer-parts.js';
import { TokenIssuer } from '../../../src/issuer/token-issuer.js';
import { AUDIENCE, ISSUER } from '../../support/tokens.js';

/** One thing that happens. `who` and `by` are processes; `ms` passes before, or meanwhile. */
export interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly who: number;
  readonly by: number;
  readonly ms: number;
}

export const KINDS = [
  'issue',
  'client',
  'sign-in',
  'refresh',
  'revoke',
  'sign-in meets revocation',
  'slow sign-in meets revocation',
  'refresh meets revocation',
  'wait',
  'restart',
] as const;

/** What one history is played on. */
export interface ClockWorldOptions {
  readonly revocations: RevocationStore;
  readonly sessions: SessionStore;
  /** By how many milliseconds each process is ahead of true time. */
  readonly ahead: readonly number[];
  /** The same of the store. */
  readonly storeAhead: number;
  /** How long access tokens live, in seconds. */
  readonly expiresIn: number;
  /** The name of the subject; another for each history on one store. */
  readonly subject: string;
  /** The true time, and what makes it pass; without the latter nobody waits. */
  readonly time: { readonly now: Clock; readonly pass?: (milliseconds: number) => void };
  readonly key: SigningKey;
}

/** What came of a history. */
export interface ClockCounts {
  issued: number;
  revoked: number;
  /** Judgements of revoked tokens. */
  judged: number;
  /** Of these, how many were accepted. */
  accepted: number;
  /** Sessions that a revocation did not end. */
  survived: number;
  /** Subjects that could not sign in though the offset of the clocks, and `clockSkew`, had passed. */
  lockedOut: number;
}

interface Process {
  readonly issuer: TokenIssuer;
  readonly parts: IssuerParts;
  readonly verifier: TokenVerifier;
  readonly clock: Clock;
}

const SKEW_MS = 1000;
const SECRET = 'a secret of a client that is long enough';
const HASH = hashClientSecret(SECRET);

export class ClockWorld {
  readonly counts: ClockCounts = {
    issued: 0,
    revoked: 0,
    judged: 0,
    accepted: 0,
    survived: 0,
    lockedOut: 0,
  };
  readonly #options: ClockWorldOptions;
  readonly #processes: Process[] = [];
  readonly #revoked = new Set<string>();
  #live: string[] = [];
  #refreshTokens: string[] = [];
  readonly #endedRefreshTokens = new Set<string>();
  /** What happens while `grant` looks. */
  #meanwhile: (() => Promise<void>) | undefined;
  /** The latest time of a revocation by the clocks of the store and of the revoking process. */
  #revokedAt = Number.NEGATIVE_INFINITY;

  private constructor(options: ClockWorldOptions) {
    this.#options = options;
  }

  /** Plays one history. */
  static async play(options: ClockWorldOptions, steps: readonly Step[]): Promise<ClockCounts> {
    const world = new ClockWorld(options);
    try {
      for (const index of options.ahead.keys()) await world.#start(index);
      for (const step of steps) await world.#step(step);
      await world.#end();
    } finally {
      await Promise.all(world.#processes.map(({ parts }) => parts.close()));
    }
    return world.counts;
  }

  async #start(index: number): Promise<void> {
    const { ahead, expiresIn, time, key, revocations, sessions } = this.#options;
    const clock = (): number => time.now() + (ahead[index] ?? 0);
    await this.#processes[index]?.parts.close();
    const parts = await IssuerParts.open({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: { initialKey: key, longestToken: '15m' },
      expiresIn,
      sessions: { store: sessions, refreshKey: REFRESH_KEY },
      revocations: { store: revocations, pollEvery: '1h', maxStaleness: '24h' },
      grant: (subject) => this.#grant(subject),
      clients: (_id, secret) => (isClientSecret(secret, HASH) ? {} : undefined),
      clock,
    });
    const issuer = new TokenIssuer(parts, new IssuerKeys(parts.keyRing));
    const verifier = createVerifier({ ...issuer.verifierOptions, clock });
    this.#processes[index] = { issuer, parts, verifier, clock };
  }

  async #grant(_subject: string): Promise<{ readonly claims: { readonly role: string } }> {
    const happens = this.#meanwhile;
    this.#meanwhile = undefined;
    await happens?.();
    return { claims: { role: 'reader' } };
  }

  async #step({ kind, who, by, ms }: Step): Promise<void> {
    const { issuer, clock } = this.#process(who);
    const { subject } = this.#options;
    switch (kind) {
      case 'issue':
        return this.#issued(async () => (await issuer.issue(subject)).token);
      case 'client':
        return this.#issued(async () => {
          const client = { clientId: subject, clientSecret: SECRET };
          return (await issuer.clientCredentials(client)).access_token;
        });
      case 'sign-in':
        return this.#granted(() => issuer.signIn(subject, { checkedAt: clock() }));
      case 'refresh':
        return this.#granted(() => issuer.refresh(this.#refreshTokens.at(-1)));
      case 'revoke':
        return this.#revoke(by);
      case 'sign-in meets revocation':
        this.#meanwhile = () => this.#revoke(by, ms);
        return this.#granted(() => issuer.signIn(subject), true);
      case 'slow sign-in meets revocation': {
        const checkedAt = clock();
        await this.#revoke(by, ms);
        return this.#granted(() => issuer.signIn(subject, { checkedAt }), true);
      }
      case 'refresh meets revocation': {
        const token = this.#refreshTokens.at(-1);
        this.#meanwhile = () => this.#revoke(by, ms);
        return this.#granted(() => issuer.refresh(token), true);
      }
      case 'wait':
        return this.#wait(ms);
      case 'restart':
        return this.#start(who % this.#processes.length);
    }
  }

  async #issued(issue: () => Promise<string>, isTooEarly = false): Promise<void> {
    const token = await issue().catch(ignoreRefusal);
    this.#meanwhile = undefined;
    if (token === undefined) return;
    this.counts.issued++;
    // What began before a revocation and ended after it is one of before.
    if (isTooEarly) this.#revoked.add(token);
    else this.#live.push(token);
    await this.#judge();
  }

  async #granted(grant: () => ReturnType<TokenIssuer['signIn']>, isTooEarly = false) {
    await this.#issued(async () => {
      const { access_token: access, refresh_token: refresh = '' } = await grant();
      if (isTooEarly) this.#endedRefreshTokens.add(refresh);
      else this.#refreshTokens.push(refresh);
      return access;
    }, isTooEarly);
  }

  /** Every process hears of it before anything is judged: how soon they do is another question. */
  async #revoke(by: number, ms = 0): Promise<void> {
    const { time, subject, storeAhead } = this.#options;
    time.pass?.(ms);
    const { issuer, clock } = this.#process(by);
    await issuer.revokeSubject(subject);
    this.#revokedAt = Math.max(this.#revokedAt, clock(), time.now() + storeAhead);
    this.counts.revoked++;
    for (const token of this.#live) this.#revoked.add(token);
    for (const token of this.#refreshTokens) this.#endedRefreshTokens.add(token);
    this.#live = [];
    this.#refreshTokens = [];
    await this.#judge();
  }

  async #wait(ms: number): Promise<void> {
    this.#options.time.pass?.(ms);
    await this.#judge();
  }

  async #judge(): Promise<void> {
    for (const { parts, verifier } of this.#processes) {
      await parts.revocations?.refresh();
      for (const token of this.#revoked) {
        this.counts.judged++;
        const isAccepted = await verifier.verify(token).then(
          () => true,
          () => false,
        );
        if (isAccepted) this.counts.accepted++;
      }
    }
  }

  async #end(): Promise<void> {
    await this.#assertSignIns();
    for (const token of this.#endedRefreshTokens) {
      const refreshed = await this.#process(0).issuer.refresh(token).catch(ignoreRefusal);
      if (refreshed !== undefined) this.counts.survived++;
    }
    if (this.#options.time.pass === undefined) return;
    for (let minutes = 0; minutes < 40; minutes += 4) {
      if (minutes % 12 === 0) await this.#start((minutes / 12) % this.#processes.length);
      await this.#wait(240_000);
    }
  }

  /** In the order in which the subject may sign in again: nobody waits longer than the clocks differ. */
  async #assertSignIns(): Promise<void> {
    const waits = this.#processes.map((process) => ({ process, wait: this.#waitOf(process) }));
    for (const { process } of waits.toSorted((one, other) => one.wait - other.wait)) {
      const wait = this.#waitOf(process);
      if (wait > 0 && this.#options.time.pass === undefined) continue;
      this.#options.time.pass?.(Math.max(0, wait));
      await this.#judge();
      const canSignIn = await this.#canSignIn(process);
      if (!canSignIn) this.counts.lockedOut++;
    }
  }

  #waitOf({ clock }: Process): number {
    const { time, storeAhead } = this.#options;
    // Each further revocation stops what was dated a millisecond after the one before.
    const earlier = Math.min(clock(), time.now() + storeAhead);
    return Math.max(0, this.#revokedAt + SKEW_MS + this.counts.revoked - earlier);
  }

  async #canSignIn({ issuer, verifier, clock }: Process): Promise<boolean> {
    try {
      const { subject } = this.#options;
      const { access_token: access } = await issuer.signIn(subject, { checkedAt: clock() });
      await verifier.verify(access);
      await verifier.verify((await issuer.issue(subject)).token);
      return true;
    } catch {
      return false;
    }
  }

  #process(index: number): Process {
    return this.#processes[index % this.#processes.length] as Process;
  }
}

const REFRESH_KEY = new Uint8Array(32).map((_, index) => index);
const REFUSALS = new Set(['ERR_SUBJECT_GONE', 'ERR_REFRESH_REJECTED', 'ERR_STORE_UNAVAILABLE']);

/** Who may not sign in yet is told so: that is counted where it lasts too long. */
function ignoreRefusal(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && REFUSALS.has(String(error.code)))
    return undefined;
  throw error;
}
