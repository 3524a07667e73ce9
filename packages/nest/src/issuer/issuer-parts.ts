/** Creates the parts of an issuer, and closes them together. */
import { ConfigurationError } from '@portcullis/core';
import { parseDuration } from '@portcullis/core/internal';
import {
  KeyRing,
  MemoryStore,
  RefreshSessions,
  Revocations,
  TokenSigner,
  type EndedSession,
  type IssuerStore,
} from '@portcullis/issuer';
import { afterEnding } from './access-tokens-remain.js';
import { readIssuerOptions } from './options/read-issuer-options.js';
import type { TokenIssuerModuleOptions } from './options/token-issuer.options.js';

const MINUTE = 60;
const DAY = 86_400;

/** The keys, signer, sessions and revocations of one issuer. */
export class IssuerParts {
  private constructor(
    readonly options: TokenIssuerModuleOptions,
    readonly keyRing: KeyRing,
    readonly revocations: Revocations | undefined,
    readonly sessions: RefreshSessions | undefined,
    readonly signer: TokenSigner,
  ) {}

  /**
   * Opens the parts that the options enable. If one fails, closes the others.
   *
   * @throws ConfigurationError for an invalid option; StoreUnavailableError
   */
  static async open(given: TokenIssuerModuleOptions): Promise<IssuerParts> {
    const options = readIssuerOptions(given);
    const { store = new MemoryStore() } = options;
    const keyRing = await openRing(options, store);
    let revocations: Revocations | undefined;
    try {
      revocations = await openRevocations(options, store, keyRing);
      const sessions = makeSessions(options, store, revocations);
      const signer = makeSigner(options, keyRing, revocations);
      return new IssuerParts(options, keyRing, revocations, sessions, signer);
    } catch (error) {
      await Promise.all([keyRing.close(), revocations?.close()]);
      throw error;
    }
  }

  /** Stops following the stores. Their connections stay open. */
  async close(): Promise<void> {
    await Promise.all([this.keyRing.close(), this.revocations?.close()]);
  }
}

function openRing(options: TokenIssuerModuleOptions, store: IssuerStore): Promise<KeyRing> {
  const { keys = {}, clock } = options;
  const { store: own = store.keys } = keys; // null is not a default: KeyRing rejects it
  return KeyRing.open({
    ...keys,
    store: own,
    longestToken: longestToken(options),
    ...(clock === undefined ? {} : { clock }),
  });
}

/** Returns the longest lifetime. With revocations, it defaults to `expiresIn`, because they are kept for as long. */
function longestToken({ keys, expiresIn, revocations }: TokenIssuerModuleOptions): number {
  const own = parseDuration(expiresIn ?? '15m', 'expiresIn');
  const longest = keys?.longestToken;
  if (longest === undefined) return Math.max(own, revocations ? MINUTE : DAY);
  const seconds = parseDuration(longest, 'longestToken');
  if (seconds >= own) return seconds;
  throw new ConfigurationError('longestToken', `${seconds} s`, `at least expiresIn, ${own} s`);
}

async function openRevocations(
  { revocations, issuer, clock }: TokenIssuerModuleOptions,
  store: IssuerStore,
  keyRing: KeyRing,
): Promise<Revocations | undefined> {
  if (revocations === undefined) return undefined;
  const { store: own = store.revocations } = revocations;
  return Revocations.open({
    ...revocations,
    store: own,
    issuer,
    longestToken: keyRing.longestToken,
    ...(clock === undefined ? {} : { clock }),
  });
}

function makeSessions(
  options: TokenIssuerModuleOptions,
  store: IssuerStore,
  revocations: Revocations | undefined,
): RefreshSessions | undefined {
  const { sessions, issuer, clock, callbackTimeout } = options;
  if (sessions === undefined) return undefined;
  const { store: own = store.sessions } = sessions;
  return new RefreshSessions({
    ...sessions,
    store: own,
    issuer,
    ...(revocations && { onEnded: revoking(options, revocations) }),
    ...(clock === undefined ? {} : { clock }),
    ...(callbackTimeout === undefined ? {} : { callbackTimeout }),
  });
}

/** Two clocks that may each be wrong by ten minutes, and a tolerance of verifiers of up to 300 s. */
const MARGIN_MS = 1_570_000;

/** Revokes the access tokens of an ended session, unless all have expired: repeated calls must not fill the list. */
function revoking(options: TokenIssuerModuleOptions, revocations: Revocations) {
  const { clock = Date.now } = options;
  const longestMs = 1000 * longestToken(options);
  return async ({ id, reason, endedAt }: EndedSession): Promise<void> => {
    if (endedAt + longestMs + MARGIN_MS < clock()) return;
    const urgent = reason === 'reuse' || reason === 'operator';
    await revocations.revokeSession(id, { urgent }).catch((error: unknown) => {
      throw afterEnding(error);
    });
  };
}

function makeSigner(
  { issuer, audience, clientId, expiresIn, allowClaims, clock }: TokenIssuerModuleOptions,
  keyRing: KeyRing,
  revocations: Revocations | undefined,
): TokenSigner {
  return new TokenSigner({
    issuer,
    audience,
    keyRing,
    ...(revocations && { revocations }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(expiresIn === undefined ? {} : { expiresIn }),
    ...(allowClaims === undefined ? {} : { allowClaims }),
    ...(clock === undefined ? {} : { clock }),
  });
}
