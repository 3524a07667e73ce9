/** A RemoteJwks over a scripted server, with a manual clock. */
import {
  createVerifier,
  type RemoteJwksOptions,
  type TokenVerifier,
  type VerificationKey,
} from '../../src/index.js';
import { RemoteJwks, type KeysFrom, type RemoteJwksIssuer } from '../../src/keys/index.js';
import { JwksServer, type Answer } from './jwks-server.js';
import { keyOf, withKid, type TestKey } from './keys.js';
import { ManualClock } from './manual-clock.js';
import { AUDIENCE, ISSUER, NOW } from './tokens.js';
import { verdictOf, type Verdict } from './verdict.js';

export interface Remote {
  readonly server: JwksServer;
  readonly clock: ManualClock;
  readonly source: RemoteJwks;
  /** Looks up a key by ID. A rejection always rejects the promise, whether it is thrown at once or later. */
  find(kid?: string): Promise<VerificationKey | undefined>;
  /** `found`, `none`, or the code of the rejection. */
  look(kid?: string): Promise<'found' | 'none' | Verdict>;
}

/** Uses immediate fetches for unknown key IDs. After all five, the next token with one waits. */
export async function spend(look: (kid: string) => Promise<unknown>, fetches = 5): Promise<void> {
  for (let i = 0; i < fetches; i++) await look(`spent-${i}`);
}

const opened: Remote[] = [];

/** Stops everything that a test has opened; for `afterEach`. */
export async function closeRemotes(): Promise<void> {
  for (const { server, source } of opened.splice(0)) {
    source.close();
    await server.stop();
  }
}

/**
 * @param random the jitter: 0.5 keeps refresh-ahead at exactly 80 %, 1 makes every back-off its longest
 * @param from the source of the keys, once the server listens; default: its address
 */
export async function openRemote(
  answer: Answer,
  options: RemoteJwksOptions & RemoteJwksIssuer = {},
  random = 0.5,
  from: (server: JwksServer) => KeysFrom = ({ uri }) => uri,
): Promise<Remote> {
  const server = await JwksServer.start(answer);
  const clock = new ManualClock(NOW);
  const environment = { clock: clock.now, scheduler: clock.after, random: () => random };
  const source = new RemoteJwks(from(server), options, environment);
  const find = async (kid?: string) => source.find({ alg: 'ES256', kid, typ: undefined });
  const look = async (kid?: string) => {
    let found: VerificationKey | undefined;
    const verdict = await verdictOf(async () => (found = await find(kid)));
    if (verdict !== 'accepted') return verdict;
    return found ? 'found' : 'none';
  };
  const remote = { server, clock, source, find, look };
  opened.push(remote);
  return remote;
}

/** A verifier over a scripted server. Both share the clock. */
export interface RemoteVerifier extends Remote {
  readonly verifier: TokenVerifier;
  verdict(token: string): Promise<Verdict>;
}

/** The same, with a verifier that trusts the published keys for any algorithm. */
export async function openVerifier(
  answer: Answer,
  options: RemoteJwksOptions & RemoteJwksIssuer = {},
  random = 0.5,
): Promise<RemoteVerifier> {
  const remote = await openRemote(answer, options, random);
  const { clock, source } = remote;
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    clock: clock.now,
    keys: source,
  });
  return { ...remote, verifier, verdict: (token) => verdictOf(() => verifier.verify(token)) };
}

/** An ES256 key under this key ID. */
export function published(kid: string): TestKey['jwk'] {
  return withKid(keyOf('ES256'), kid).jwk;
}

/** Waits, turn by turn, until a condition is true; rejects after five seconds. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`the condition was never true: ${String(isSo)}`);
    await new Promise((turn) => setImmediate(turn));
  }
}
