/** A RemoteJwks over a scripted server, on a clock that a test moves. */
import {
  createVerifier,
  RemoteJwks,
  type KeysFrom,
  type RemoteJwksIssuer,
  type RemoteJwksOptions,
  type TokenVerifier,
  type VerificationKey,
} from '../../src/index.js';
import { JwksServer, type Answer } from './jwks-server.js';
import { keyOf, withKid, type TestKey } from './keys.js';
import { ManualClock } from './manual-clock.js';
import { AUDIENCE, ISSUER, NOW } from './tokens.js';
import { verdictOf, type Verdict } from './verdict.js';

export interface Remote {
  readonly server: JwksServer;
  readonly clock: ManualClock;
  readonly source: RemoteJwks;
  /** Looks a key up by ID; a refusal rejects, whether it is thrown at once or later. */
  find(kid?: string): Promise<VerificationKey | undefined>;
  /** `found`, `none`, or the code of the refusal. */
  look(kid?: string): Promise<'found' | 'none' | Verdict>;
}

/** Spends fetches for unknown key IDs that may follow one another at once; after all five the next such token waits. */
export async function spend(look: (kid: string) => Promise<unknown>, fetches = 5): Promise<void> {
  for (let i = 0; i < fetches; i++) await look(`spent-${i}`);
}

const opened: Remote[] = [];

/** Stops all that the tests of a file have opened; for `afterEach`. */
export async function closeRemotes(): Promise<void> {
  for (const { server, source } of opened.splice(0)) {
    source.close();
    await server.stop();
  }
}

/**
 * @param random the jitter: 0.5 keeps refresh-ahead at exactly 80 %, 1 makes every back-off its longest
 * @param from where the keys come from, once the server is there; default: its address
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

/** A verifier over a scripted server, whose clock both share. */
export interface RemoteVerifier extends Remote {
  readonly verifier: TokenVerifier;
  verdict(token: string): Promise<Verdict>;
}

/** The same with a verifier that trusts what the server publishes, for any algorithm. */
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

/** Waits, turn by turn, until something is so; gives up after five seconds. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`it never came to be: ${String(isSo)}`);
    await new Promise((turn) => setImmediate(turn));
  }
}
