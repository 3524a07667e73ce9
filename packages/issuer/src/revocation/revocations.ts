/** Revokes tokens before they expire: one token, a session, or all tokens of a subject. */
import {
  InvalidArgumentError,
  TokenError,
  type RevocationList,
  type VerifiedToken,
} from '@portcullis/core';
import { checkArguments, describeValue } from '@portcullis/core/internal';
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

/** Options of one revocation. */
export interface RevokeOptions {
  /** The issuer of the tokens. Default: the first of the option `issuer`. */
  readonly issuer?: string;
  /**
   * Whether it may use the reserve of a tenth beyond `maxEntries`. For thefts and operators, not for sign-outs.
   * Default: only for a subject.
   */
  readonly urgent?: boolean;
}

/** Clocks differ, and a token may be signed at the moment of its session's revocation. */
const MARGIN_MS = 10_000;
/** A reserve, so that a flood of sign-outs cannot prevent an operator's revocations or those of stolen tokens. */
const ROOM_FOR_URGENT = 1.1;

/**
 * The list of revoked tokens, for the option `revocations` of a verifier. `isRevoked` reads it from memory. `revoke…` writes
 * to the store, and then to the memory of this process. Other processes are notified, or poll.
 *
 * @example
 * const revocations = await Revocations.open({ issuer, store: store.revocations });
 * const verifier = createVerifier({ issuer, audience, jwksUri, revocations });
 * await revocations.revokeSession(sid);
 */
export class Revocations implements RevocationList {
  readonly #settings: RevocationSettings;
  readonly #snapshot = new RevocationSnapshot();
  readonly #keeper: SnapshotKeeper;

  /**
   * Creates the list without loading it. Until {@link start} has loaded it, tokens are answered with 503.
   *
   * @throws ConfigurationError for an invalid option
   */
  constructor(options: RevocationsOptions, environment?: KeeperEnvironment) {
    this.#settings = readRevocationsOptions(options);
    this.#keeper = new SnapshotKeeper(this.#settings, this.#snapshot, environment);
  }

  /**
   * Creates the list and loads it.
   *
   * @throws ConfigurationError for an invalid option; StoreUnavailableError
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
   * Loads the list and keeps it up to date. If the first load fails, it keeps trying, and tokens are answered with 503 until
   * the store answers.
   *
   * @throws StoreUnavailableError if the first load fails
   */
  start(): Promise<void> {
    return this.#keeper.start();
  }

  /** Stops following the store. The list becomes stale. */
  close(): Promise<void> {
    return this.#keeper.close();
  }

  /**
   * Returns whether a token was revoked, from memory. Tokens of other issuers are never revoked.
   *
   * @throws RevocationUnknownError if the list is too old or not loaded; TokenError `ERR_TOKEN_LIFETIME` for a token that
   *   lives longer than `longestToken`, `ERR_TOKEN_EXPIRED` for one that expired longer ago than `clockTolerance`,
   *   `ERR_CLAIM_MISSING` for one without `iat`
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
   * @param token the verified token, or its `jti` and, if known, its `exp` in seconds
   * @throws StoreUnavailableError: the token may or may not be revoked, try again; RevocationsFullError; InvalidArgumentError
   *   for a token without `jti`
   */
  async revokeToken(
    token: { readonly jti: string; readonly exp?: number },
    options?: RevokeOptions,
  ): Promise<void> {
    const { clockToleranceMs } = this.#settings;
    const longest = this.#longest();
    const own = token.exp === undefined ? longest : token.exp * 1000 + clockToleranceMs + MARGIN_MS;
    // Allows for an issuer with a fast clock. The limit keeps an absurd `exp` from filling the list.
    const until = Math.min(longest + KEPT_LONGER_MS, own);
    return this.#revoke('jti', readArgument(token.jti, 'jti'), until, options);
  }

  /**
   * Revokes every token of a session, by `sid`. It does not end the session: end it too, otherwise a refresh returns tokens
   * that are already revoked.
   *
   * @throws StoreUnavailableError: the session may or may not be revoked, try again; RevocationsFullError
   */
  async revokeSession(sid: string, options?: RevokeOptions): Promise<void> {
    return this.#revoke('sid', readArgument(sid, 'sid'), this.#longest(), options);
  }

  /**
   * Revokes every token of a subject that was issued until now. "Now" is the later of this process's clock and the store's,
   * plus `clockSkew`. `iat` is usually in whole seconds, so tokens of the current second and of the skew are rejected too.
   * {@link issuableFrom} tells a signer how to date the next token.
   *
   * @throws StoreUnavailableError: the subject may or may not be revoked, try again; RevocationsFullError
   */
  async revokeSubject(subject: string, options?: RevokeOptions): Promise<void> {
    return this.#revoke('sub', readArgument(subject, 'subject'), this.#longest(), options);
  }

  /**
   * Returns the earliest `iat` of a subject's token that is not revoked; 0 for a subject without revocation. In seconds
   * with milliseconds (RFC 7519 §2, NumericDate). `TokenSigner` uses it, so that a sign-in right after a revocation
   * works.
   */
  issuableFrom(subject: string, issuer: string = this.#settings.issuer): number {
    const entry = this.#snapshot.get({ kind: 'sub', issuer, value: subject });
    return entry === undefined ? 0 : (entry.before + 1) / 1000;
  }

  /**
   * Returns the time to date a token by. It is the given time, or the store's time if the given one is ahead of it by
   * more than `clockSkew`. `TokenSigner` uses it, so that a later revocation covers the token.
   *
   * @param now the time by the clock of this process, in milliseconds since the epoch
   * @throws StoreUnavailableError until the store has answered once
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

  /** Reads the store now, and waits until its current contents are loaded. @throws StoreUnavailableError */
  refresh(): Promise<void> {
    return this.#keeper.refresh();
  }

  /** Returns seconds since the list was certainly up to date; Infinity before the first load. */
  staleness(): number {
    return this.#keeper.staleness();
  }

  /** The option `issuer`. A verifier that trusts none of these issuers does not start with this list. */
  get issuers(): ReadonlySet<string> {
    return this.#settings.issuers;
  }

  /** The number of entries. */
  get size(): number {
    return this.#snapshot.size;
  }

  /** Returns when the longest token that exists now has expired, in milliseconds. */
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

  /** After this time a revocation may be removed, and a verifier that tolerates more would accept the token again. */
  #assertNotOver({ expiresAt }: VerifiedToken): void {
    const { clock, clockToleranceMs } = this.#settings;
    if (clock() < expiresAt * 1000 + clockToleranceMs) return;
    throw new TokenError('ERR_TOKEN_EXPIRED', 'the token has expired', { claim: 'exp' });
  }

  /**
   * Rejects tokens that live longer than their revocation is kept: they would become valid again. A process with a fast clock
   * keeps revocations longer by the difference (`StoreTime.earlier`), so it accepts tokens that are longer by that much.
   */
  #assertShort({ claims: { iat }, expiresAt }: VerifiedToken): void {
    if (iat === undefined) {
      throw new TokenError('ERR_CLAIM_MISSING', 'iat is missing', { claim: 'iat' });
    }
    const { clock, clockSkewMs, longestTokenMs } = this.#settings;
    const ahead = this.#keeper.storeTime.aheadOf(clock());
    // Half of the margin, because `iat` is in whole seconds and answers of a store take different times.
    const more = ahead > clockSkewMs ? ahead + MARGIN_MS / 2 : 0;
    if ((expiresAt - iat) * 1000 <= longestTokenMs + more) return;
    throw new TokenError(
      'ERR_TOKEN_LIFETIME',
      'the token lives longer than longestToken, so a revocation of it would be removed too early',
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
