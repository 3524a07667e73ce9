/** Verifies generated tokens, good and bad, with Portcullis and its peers, and compares the verdicts. */
import { createVerifier, TokenError, type ErrorCode, type TokenVerifier } from '../../src/index.js';
import { benchFor } from '../support/bench.js';
import { EVERY_KIND, type KeyKind } from '../support/keys.js';
import { claimVariations } from './claim-variations.js';
import { draftOf, finish, type Variation } from './draft.js';
import { SEED } from './figures.js';
import { formVariations } from './form-variations.js';
import { headerVariations } from './header-variations.js';
import { PEER_CANNOT, PEER_NAMES, peersFor, type Peer, type PeerName } from './peers.js';
import { Random } from './random.js';
import { STRICTER_THAN, type StricterThan } from './stricter-than.js';

/** A generated token and what was varied about it. */
export interface Candidate {
  readonly kind: KeyKind;
  readonly variations: readonly Variation[];
  readonly token: string;
}

/** One line of the summary: the tokens with one variation, or with several. */
export interface Tally {
  tried: number;
  accepted: number;
  readonly acceptedBy: Map<PeerName, number>;
}

export interface DifferentialFigures {
  readonly tried: number;
  readonly accepted: number;
  readonly byCategory: ReadonlyMap<string, Tally>;
  readonly byPeer: ReadonlyMap<PeerName, PeerTally>;
  /** Unexplained differences; must be empty. */
  readonly failures: readonly string[];
  /** Uses of each reviewed reason, by peer. */
  readonly reasons: ReadonlyMap<StricterThan, ReadonlyMap<PeerName, number>>;
}

export interface PeerTally {
  compared: number;
  bothAccepted: number;
  bothRefused: number;
  onlyPeerAccepted: number;
  onlyWeAccepted: number;
}

type Verdict = 'accepted' | ErrorCode;

/** The kinds that at least one peer supports. */
export const COMPARED_KINDS = EVERY_KIND.filter((kind) =>
  PEER_NAMES.some((name) => PEER_CANNOT[name][kind] === undefined),
);

const ALL: readonly Variation[] = [...headerVariations, ...claimVariations, ...formVariations];
const CATEGORIES = new Map<Variation, string>([
  ...headerVariations.map((variation) => [variation, 'header'] as const),
  ...claimVariations.map((variation) => [variation, 'claims'] as const),
  ...formVariations.map((variation) => [variation, 'form'] as const),
]);

/** Generates and compares tokens, spread over every algorithm that a peer supports. */
export async function compare(count: number): Promise<DifferentialFigures> {
  const run = new Comparison();
  const random = new Random(`${SEED}: differential`);
  for (let i = 0; i < count; i++) {
    await run.take(generate(COMPARED_KINDS[i % COMPARED_KINDS.length] as KeyKind, random));
  }
  return run;
}

/** A token with up to three variations; every tenth token has no variation. */
export function generate(kind: KeyKind, random: Random): Candidate {
  const fitting = ALL.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
  const harmless = fitting.filter((variation) => variation.harmless);
  const pool = random.chance(0.3) ? harmless : fitting;
  const count = random.pick([0, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
  const variations = Array.from({ length: count }, () => random.pick(pool));
  const draft = draftOf(kind);
  for (const variation of variations) variation.apply(draft, random);
  return { kind, variations, token: finish(draft) };
}

/** A running comparison. */
class Comparison implements DifferentialFigures {
  tried = 0;
  accepted = 0;
  readonly byCategory = new Map<string, Tally>();
  readonly byPeer = new Map<PeerName, PeerTally>();
  readonly failures: string[] = [];
  readonly reasons = new Map<StricterThan, Map<PeerName, number>>(
    STRICTER_THAN.map((reason) => [reason, new Map()]),
  );
  readonly #sides = new Map<KeyKind, { ours: TokenVerifier; peers: readonly Peer[] }>();

  async take(candidate: Candidate): Promise<void> {
    const { ours, peers } = this.#sidesFor(candidate.kind);
    const mine = await verdictOf(ours, candidate.token);
    if (mine.verdict !== 'accepted' && isWhollyGood(candidate))
      this.#fail('good, and rejected here', candidate, mine.verdict);
    const tally = this.#tallyFor(candidate);
    this.tried++;
    tally.tried++;
    if (mine.verdict === 'accepted') {
      this.accepted++;
      tally.accepted++;
    }
    for (const peer of peers) {
      const claims = await peer.verify(candidate.token);
      if (claims !== undefined) {
        tally.acceptedBy.set(peer.name, (tally.acceptedBy.get(peer.name) ?? 0) + 1);
      }
      this.#judge(candidate, mine, peer.name, claims);
    }
  }

  #judge(candidate: Candidate, mine: Mine, peer: PeerName, claims: unknown): void {
    const tally = this.#peerTally(peer);
    tally.compared++;
    if (mine.verdict === 'accepted') {
      if (claims === undefined) {
        tally.onlyWeAccepted++;
        this.#fail(`accepted here, rejected by ${peer}`, candidate, mine.verdict);
      } else {
        tally.bothAccepted++;
        if (JSON.stringify(claims) !== mine.claims) {
          this.#fail(`read otherwise by ${peer}`, candidate, mine.verdict);
        }
      }
      return;
    }
    if (claims === undefined) {
      tally.bothRefused++;
      return;
    }
    tally.onlyPeerAccepted++;
    const reason = reasonFor(candidate, mine.verdict, peer);
    const needed = reason && this.reasons.get(reason);
    if (needed) needed.set(peer, (needed.get(peer) ?? 0) + 1);
    else
      this.#fail(
        `rejected here, accepted by ${peer}, for no reviewed reason`,
        candidate,
        mine.verdict,
      );
  }

  #fail(what: string, { kind, variations, token }: Candidate, verdict: Verdict): void {
    const tags = variations.map(({ tag }) => tag);
    this.failures.push(
      `${what}: ${JSON.stringify({ kind, tags, verdict, token, key: benchFor(kind).key.jwk })}`,
    );
  }

  #sidesFor(kind: KeyKind) {
    const found = this.#sides.get(kind) ?? {
      ours: createVerifier(benchFor(kind).options),
      peers: peersFor(kind),
    };
    this.#sides.set(kind, found);
    return found;
  }

  #tallyFor({ variations }: Candidate): Tally {
    const [first, second] = variations;
    const category = !first
      ? 'unchanged'
      : second
        ? 'several'
        : `${CATEGORIES.get(first)}: ${first.tag}`;
    const tally = this.byCategory.get(category) ?? { tried: 0, accepted: 0, acceptedBy: new Map() };
    this.byCategory.set(category, tally);
    return tally;
  }

  #peerTally(name: PeerName): PeerTally {
    const tally = this.byPeer.get(name) ?? {
      compared: 0,
      bothAccepted: 0,
      bothRefused: 0,
      onlyPeerAccepted: 0,
      onlyWeAccepted: 0,
    };
    this.byPeer.set(name, tally);
    return tally;
  }
}

interface Mine {
  readonly verdict: Verdict;
  readonly claims: string | undefined;
}

async function verdictOf(verifier: TokenVerifier, token: string): Promise<Mine> {
  try {
    const { claims } = await verifier.verify(token);
    return { verdict: 'accepted', claims: JSON.stringify(claims) };
  } catch (error) {
    if (error instanceof TokenError) return { verdict: error.code, claims: undefined };
    throw error;
  }
}

/**
 * Two harmless variations may contradict each other (an `iat` after the `exp`). A single one must leave the
 * token good.
 */
function isWhollyGood({ variations }: Candidate): boolean {
  return variations.length <= 1 && variations.every(({ harmless }) => harmless);
}

function reasonFor(
  { variations }: Candidate,
  code: Verdict,
  peer: PeerName,
): StricterThan | undefined {
  return STRICTER_THAN.find(
    (reason) =>
      reason.code === code &&
      reason.peers.includes(peer) &&
      variations.some(({ tag }) => reason.tags.includes(tag)),
  );
}
