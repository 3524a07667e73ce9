/** Takes tokens back before their end: one by one, with their session, or all of a subject. */
import {
  checkArguments,
  describeValue,
  InvalidArgumentError,
  TokenError,
  type RevocationList,
  type VerifiedToken,
} from '@portcullis/core';
import {
  KEPT_LONGER_MS,
  readValue,
  type RevocationEntry,
  type RevocationKind,
} from './revocation-entry.js';
import { report } from './revocation-events.js';
import { RevocationSnapshot } from './revocation-snapshot.js';
import { RevocationsFullError } from './revocations-full.js';
import {
  readRevocationsOptions,
  type RevocationSettings,
  type RevocationsOptions,
} from './revocations.options.js';
import { SnapshotKeeper, type KeeperEnvironment } from './revocation-follower.js';
import { StoreUnavailableError } from '../store-access/store-unavailable.js';
import { timeLimit } from '../store-access/step-limit.js';
import { STORE } from './revocation-store.js';

/** Which issuer's tokens are meant. */
export interface RevokeOptions {
  /** Default: the first of the option `issuer`. */
  readonly issuer?: string;
  /**
   * Whether it may take of the tenth beyond `maxEntries` that logouts may not: for a theft, or an operator. Default: for a
   * subject alone.
   */
  readonly urgent?: boolean;
}

/** Clocks differ, and a token may be signed at the very moment at which its session is revoked. */
const MARGIN_MS = 10_000;
/** A flood of logouts must not keep an operator from revoking a subject, nor a theft from being stopped. */
const ROOM_FOR_URGENT = 1.1;

/**
 * The list of revoked tokens, for the option `revocations` of a verifier. `isRevoked` answers from memory; `revoke…`
 * writes to the store, and to this process's memory when the store has it. Other processes follow by push, or when they
 * ask next.
 *
 * @example
 * const revocations = await Revocations.open({ issuer, store: await PostgresRevocationStore.open(pool) });
 * const verifier = createVerifier({ issuer, audience, jwksUri, revocations });
 * await revocations.revokeSession(sid);
 */
export class Revocations implements RevocationList {
  readonly #settings: RevocationSettings;
  readonly #snapshot = new RevocationSnapshot();
  readonly #keeper: SnapshotKeeper;

  /**
   * Knows nothing, and refuses tokens with 503, until {@link start} was called and the store has answered.
   *
   * @throws ConfigurationError naming the option that is wrong
   */
  constructor(options: RevocationsOptions, environment?: KeeperEnvironment) {
    this.#settings = readRevocationsOptions(options);
    this.#keeper = new SnapshotKeeper(this.#settings, this.#snapshot, environment);
  }

  /**
   * Makes the list and loads it.
   *
   * @throws ConfigurationError naming the option that is wrong; StoreUnavailableError when the store does not answer
   */
  static async open(options: RevocationsOptions): Promise<Revocations> {
    const revocations = new Revocations(options);
    try {
      await revocations.start();
    } catch (error) {
      await revocations.close();
      throw error;
    }
    return revocations;
  }

  /**
   * Loads the list and keeps it up to date from now on, also when this rejects: then tokens get 503 until the store
   * answers.
   *
   * @throws StoreUnavailableError when the store does not answer
   */
  start(): Promise<void> {
    return this.#keeper.start();
  }

  /** Ends polling and watching. What is known grows stale from then on. */
  close(): Promise<void> {
    return this.#keeper.close();
  }

  /**
   * Whether a token of ours was revoked. From memory, without waiting. Tokens of other issuers never are.
   *
   * @throws RevocationUnknownError when what is known is too old, or nothing is known; TokenError
   *   `ERR_TOKEN_LIFETIME` for a token that lives longer than `longestToken`, `ERR_TOKEN_EXPIRED` for one that is over for
   *   longer than `clockTolerance`, `ERR_CLAIM_MISSING` for one without `iat`
   */
  isRevoked(verified: VerifiedToken): boolean {
    if (!this.#settings.issuers.has(verified.issuer)) return false;
    this.#keeper.assertKnown();
    this.#assertShort(verified);
    this.#assertNotOver(verified);
    return this.#snapshot.stops(verified);
  }

  /**
   * Revokes one token, by its `jti`.
   *
   * @param token the verified token, or its `jti` and, where it is known, its `exp` in seconds
   * @throws StoreUnavailableError: it may or may not be revoked, ask again; RevocationsFullError; InvalidArgumentError
   *   for a token without `jti`
   */
  async revokeToken(
    token: { readonly jti: string; readonly exp?: number },
    options?: RevokeOptions,
  ): Promise<void> {
    const { clockToleranceMs } = this.#settings;
    const longest = this.#longest();
    const own = token.exp === undefined ? longest : token.exp * 1000 + clockToleranceMs + MARGIN_MS;
    // Later than by this clock, where the clock of who issued it is ahead; what can't be a token's end fills no list.
    const until = Math.min(longest + KEPT_LONGER_MS, own);
    return this.#revoke('jti', readArgument(token.jti, 'jti'), until, options);
  }

  /**
   * Revokes every token of a session, by their `sid`, for as long as one may live. It does not end the session: without
   * that its next refresh is refused, or its tokens would only be revoked again.
   *
   * @throws StoreUnavailableError: it may or may not be revoked, ask again; RevocationsFullError
   */
  async revokeSession(sid: string, options?: RevokeOptions): Promise<void> {
    return this.#revoke('sid', readArgument(sid, 'sid'), this.#longest(), options);
  }

  /**
   * Revokes every token of a subject that was issued until now: those whose `iat` is not later than now, by the later of
   * this process's clock and the store's, and `clockSkew`. `iat` is whole seconds as a rule, so tokens of this second, and
   * of the skew, are refused whenever in it they were issued; {@link issuableFrom} tells a signer how to date the next
   * one.
   *
   * @throws StoreUnavailableError: it may or may not be revoked, ask again; RevocationsFullError
   */
  async revokeSubject(subject: string, options?: RevokeOptions): Promise<void> {
    return this.#revoke('sub', readArgument(subject, 'subject'), this.#longest(), options);
  }

  /**
   * The earliest `iat` of a token of a subject that is not revoked with it, in seconds, to the millisecond (RFC 7519
   * §2, NumericDate); 0 where nothing is. The
   * option `revocations` of `TokenSigner` asks for it, so that a sign-in right after a revocation holds at once.
   */
  issuableFrom(subject: string, issuer: string = this.#settings.issuer): number {
    const entry = this.#snapshot.get({ kind: 'sub', issuer, value: subject });
    return entry === undefined ? 0 : (entry.before + 1) / 1000;
  }

  /**
   * The time to date a token by: the given one, or the store's, as this process measured it last, where the given one is
   * ahead of it by more than `clockSkew`. The option `revocations` of `TokenSigner` asks for it, so that a later revocation
   * stops the token.
   *
   * @param now the time by the clock of this process, in milliseconds since the epoch
   * @throws StoreUnavailableError while the store has not answered once
   */
  datedBy(now: number): number {
    const { hasRead, storeTime } = this.#keeper;
    if (!hasRead) throw new StoreUnavailableError(STORE, new Error('it has not answered yet'));
    const ahead = storeTime.aheadOf(now);
    return ahead > this.#settings.clockSkewMs ? now - ahead : now;
  }

  /** The option `longestToken`, in seconds. */
  get longestToken(): number {
    return this.#settings.longestTokenMs / 1000;
  }

  /** Asks the store now, and waits until what it had then is known. */
  refresh(): Promise<void> {
    return this.#keeper.refresh();
  }

  /** Seconds since what is known was true for certain; Infinity before anything is known. */
  staleness(): number {
    return this.#keeper.staleness();
  }

  /** The option `issuer`: a verifier that trusts none of them does not start with this list. */
  get issuers(): ReadonlySet<string> {
    return this.#settings.issuers;
  }

  /** How many entries are held. */
  get size(): number {
    return this.#snapshot.size;
  }

  /** Until when the longest token that exists now can be good, in milliseconds. */
  #longest(): number {
    const { clock, longestTokenMs, clockToleranceMs } = this.#settings;
    return clock() + longestTokenMs + clockToleranceMs + MARGIN_MS;
  }

  async #revoke(
    kind: RevocationKind,
    value: string,
    until: number,
    { issuer = this.#settings.issuer, urgent = kind === 'sub' }: RevokeOptions = {},
  ): Promise<void> {
    const { store, storeTimeoutMs, open, issuers, clock, clockSkewMs } = this.#settings;
    assertOwn(issuer, issuers);
    const now = clock();
    const before = kind === 'sub' ? Math.ceil(now + clockSkewMs) : 0;
    const entry: RevocationEntry = { kind, issuer, value, before, until: Math.ceil(until) };
    this.#assertRoom(entry, urgent);
    const kept = await timeLimit(STORE, storeTimeoutMs, open)(() => store.add(entry, now));
    this.#snapshot.add(kept);
    report('portcullis:revocations:revoked', kept);
  }

  #assertRoom(entry: RevocationEntry, urgent: boolean): void {
    const { maxEntries: most, clock } = this.#settings;
    const room = urgent ? Math.ceil(most * ROOM_FOR_URGENT) : most;
    if (this.#snapshot.size < room || this.#snapshot.get(entry) !== undefined) return;
    this.#snapshot.sweep(this.#keeper.storeTime.earlier(clock()));
    if (this.#snapshot.size < room) return;
    report('portcullis:revocations:full', { entries: this.#snapshot.size });
    throw new RevocationsFullError(most);
  }

  /** So late its revocation is forgotten, and a verifier that tolerates more would take it for good again. */
  #assertNotOver({ expiresAt }: VerifiedToken): void {
    const { clock, clockToleranceMs } = this.#settings;
    if (clock() < expiresAt * 1000 + clockToleranceMs) return;
    throw new TokenError('ERR_TOKEN_EXPIRED', 'the token has expired', { claim: 'exp' });
  }

  /**
   * A revocation is forgotten when the longest token is over: a longer one would be good again. In a process that is
   * ahead of the store, it is kept for so much longer (`StoreTime.earlier`).
   */
  #assertShort({ claims: { iat }, expiresAt }: VerifiedToken): void {
    if (iat === undefined) {
      throw new TokenError('ERR_CLAIM_MISSING', 'iat is missing', { claim: 'iat' });
    }
    const { clock, clockSkewMs, longestTokenMs } = this.#settings;
    const ahead = this.#keeper.storeTime.aheadOf(clock());
    // Half of the margin: `iat` is whole seconds, and no two answers of a store take the same time.
    const more = ahead > clockSkewMs ? ahead + MARGIN_MS / 2 : 0;
    if ((expiresAt - iat) * 1000 <= longestTokenMs + more) return;
    throw new TokenError(
      'ERR_TOKEN_LIFETIME',
      'the token lives longer than longestToken, so that its revocation would be forgotten',
      { claim: 'exp' },
    );
  }
}

function readArgument(value: unknown, argument: string): string {
  return checkArguments(() => readValue(value, argument));
}

function assertOwn(issuer: string, issuers: ReadonlySet<string>): void {
  if (issuers.has(issuer)) return;
  const expected = 'an issuer of the option issuer';
  throw new InvalidArgumentError('issuer', describeValue(issuer), expected);
}
