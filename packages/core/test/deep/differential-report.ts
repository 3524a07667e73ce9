/**
 * Prints the results of the comparison: a table by variation and peer, the reviewed differences, and one line
 * for each proof.
 */
import type { DifferentialFigures, Tally } from './differential-proof.js';
import { say, SEED } from './figures.js';
import { PEER_CANNOT, PEER_NAMES } from './peers.js';

/** The table and the figure lines. */
export function report(figures: DifferentialFigures): void {
  sayTable(figures);
  sayReasons(figures);
  for (const [name, tally] of figures.byPeer) {
    say(
      `differential ${name}: ${tally.compared} compared, ${tally.bothAccepted} accepted by both, ` +
        `${tally.bothRefused} rejected by both, ${tally.onlyPeerAccepted} rejected here only (reviewed), ` +
        `${tally.onlyWeAccepted} accepted here only`,
    );
  }
  const { tried, accepted, failures } = figures;
  say(
    `differential: ${tried} tried, ${accepted} accepted, ${failures.length} unexplained (seed ${SEED})`,
  );
}

function sayTable({ byCategory }: DifferentialFigures): void {
  say(
    '\nAccepted tokens, by what was varied about them (a peer is not asked about algorithms it does not know):',
  );
  say(row('', ['tried', 'portcullis', ...PEER_NAMES]));
  const sorted = [...byCategory].toSorted(([one], [other]) => one.localeCompare(other, 'en'));
  for (const [category, { tried, accepted, acceptedBy }] of sorted) {
    say(row(category, [tried, accepted, ...PEER_NAMES.map((name) => acceptedBy.get(name) ?? 0)]));
  }
  say(row('all', totals(byCategory)));
  for (const name of PEER_NAMES) {
    const kinds = Object.entries(PEER_CANNOT[name]).map(([kind, why]) => `${kind} (${why})`);
    say(`not asked of ${name}: ${kinds.join('; ')}`);
  }
}

function totals(byCategory: ReadonlyMap<string, Tally>): readonly number[] {
  const tallies = [...byCategory.values()];
  const sum = (of: (tally: Tally) => number) =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  return [
    sum(({ tried }) => tried),
    sum(({ accepted }) => accepted),
    ...PEER_NAMES.map((name) => sum(({ acceptedBy }) => acceptedBy.get(name) ?? 0)),
  ];
}

function sayReasons({ reasons }: DifferentialFigures): void {
  say('\nRejected here, accepted by a peer, as reviewed:');
  for (const [{ code, tags, row: line }, byPeer] of reasons) {
    const counts = [...byPeer].map(([name, times]) => `${name} ${times}`).join(', ');
    say(`  row ${line}, ${code} (${tags.join(' / ')}): ${counts || 'not needed'}`);
  }
  say('');
}

function row(name: string, cells: readonly (string | number)[]): string {
  return name.padEnd(56) + cells.map((cell) => String(cell).padStart(13)).join('');
}
