/** What one issuer is made of, opened together and closed together. */
import { ConfigurationError, parseDuration } from '@portcullis/core';
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

/** Keys, signer, sessions and revocations of one issuer. */
export class IssuerParts {
  private constructor(
    readonly options: TokenIssuerModuleOptions,
    readonly keyRing: KeyRing,
    readonly revocations: Revocations | undefined,
    readonly sessions: RefreshSessions | undefined,
    readonly signer: TokenSigner,
  ) {}

  /**
   * Opens what the options ask for; what was opened is closed again where a later part can't be.
   *
   * @throws ConfigurationError for a wrong option; StoreUnavailableError
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

  /** Follows the stores no more. Their connections stay open: they are their owner's. */
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

/** Revocations are kept as long as the longest token lives, so that a day of them is not kept without need. */
function longestToken({ keys, expiresIn, revocations }: TokenIssuerModuleOptions): number {
  const usual = parseDuration(expiresIn ?? '15m', 'expiresIn');
  const longest = keys?.longestToken;
  if (longest === undefined) return Math.max(usual, revocations ? MINUTE : DAY);
  const seconds = parseDuration(longest, 'longestToken');
  if (seconds >= usual) return seconds;
  throw new ConfigurationError('longestToken', `${seconds} s`, `at least expiresIn, ${usual} s`);
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

/** Clocks, each of which may be ten minutes off, and the verifiers' tolerance: 300 s at most. */
const MARGIN_MS = 1_570_000;

/** Of a session that was ended so long ago, no access token is good: telling it again must not fill the list. */
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
