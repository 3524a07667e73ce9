/** Three processes use one refresh token 100 times at once: one of them rotates it, once. */
import { RefreshSessions } from '../../../src/sessions/refresh-sessions.js';
import { Fleet, type Member } from './fleet.js';
import type { StoreAddress } from './orders.js';
import { openSharedStore, type SharedStore } from './shared-store.js';

const SHARES = [34, 33, 33];

/** The results of all rounds. */
interface Simultaneous {
  readonly kind: StoreAddress['kind'];
  readonly rounds: number;
  readonly uses: number;
  /** Rounds by the number of rotations of the token. */
  readonly rotations: Readonly<Record<number, number>>;
  /** Rounds by the number of distinct successors. */
  readonly successors: Readonly<Record<number, number>>;
  /** Reasons of rejections. Must be empty. */
  readonly refused: readonly string[];
}

/**
 * Declares the proof on each kind of server.
 *
 * @param rounds on each server
 * @param note receives the figures
 */
export function describeSimultaneous(
  rounds: number,
  note: (figures: Simultaneous) => void = () => undefined,
): void {
  it.each(['postgres', 'redis'] as const)(
    'one token that three processes use 100 times at once is rotated once: %s',
    async (kind) => {
      const figures = await playSimultaneous(kind, rounds);
      note(figures);
      expect(figures).toEqual({
        kind,
        rounds,
        uses: 100 * rounds,
        rotations: { 1: rounds },
        successors: { 1: rounds },
        refused: [],
      });
    },
  );
}

/** Runs a number of rounds, each with a new session. */
async function playSimultaneous(kind: StoreAddress['kind'], rounds: number): Promise<Simultaneous> {
  const fleet = await Fleet.build();
  const shared = await openSharedStore(kind);
  try {
    const members = await Promise.all(SHARES.map(() => fleet.start(shared.address)));
    return await play(shared, members, rounds);
  } finally {
    await fleet.end();
    await shared.remove();
  }
}

async function play(
  { address: { kind }, store, refreshKey }: SharedStore,
  members: readonly Member[],
  rounds: number,
): Promise<Simultaneous> {
  const sessions = new RefreshSessions({ store, refreshKey, storeTimeout: 30 });
  const rotations: Record<number, number> = {};
  const successors: Record<number, number> = {};
  const refused: string[] = [];
  let next = sessions.begin('user-0');
  for (let round = 0; round < rounds; round++) {
    const { refreshToken: token } = await next;
    next = sessions.begin(`user-${round + 1}`); // while the processes run this round
    const reports = await Promise.all(
      members.map((member, i) => member.follow({ token, times: SHARES[i] ?? 0 })),
    );
    count(rotations, sum(reports.map((report) => report.rotations)));
    count(successors, new Set(reports.flatMap(({ granted }) => granted)).size);
    refused.push(...reports.flatMap((report) => report.refused));
  }
  await next;
  return { kind, rounds, uses: rounds * sum(SHARES), rotations, successors, refused };
}

function count(table: Record<number, number>, value: number): void {
  table[value] = (table[value] ?? 0) + 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
