/**
 * The simulated day that `npm run sim:fleet` prints: three issuers, a rotation of each, and an outage of all.
 */
import { runFleet, type FleetDay, type FleetSize, type IssuerPlan } from './fleet.js';

/** One line of the table. A line without `due` is for information. */
export interface FleetFigure {
  readonly case: string;
  readonly value: number;
  readonly due?: string;
  readonly holds?: boolean;
}

const HOUR = 3_600_000;
/** The max-age that applies to an issuer without one. */
const FRESH_MS = 600_000;
/** When the issuers are unavailable. */
const OUTAGE = { from: 12 * HOUR, until: 12.5 * HOUR };
/**
 * The fleet size at which single seconds are measured. A smaller fleet needs longer stretches for as many
 * fetches.
 */
const PROCESSES = 10_000;

/** The issuers by the freshness of their keys. */
export const ISSUERS: Readonly<Record<string, IssuerPlan>> = {
  'max-age 600': issuerOf(600_000),
  'no max-age': issuerOf(undefined),
  'max-age 3600': issuerOf(3_600_000),
};

/** A new key is published one max-age and a minute before it signs. */
function issuerOf(maxAgeMs: number | undefined): IssuerPlan {
  const publishedAt = 6 * HOUR;
  const signsAt = publishedAt + (maxAgeMs ?? FRESH_MS) + 60_000;
  return { maxAgeMs, publishedAt, signsAt, outage: OUTAGE };
}

/** Runs the fleet against each issuer, and returns its figures with their limits. */
export function fleetFigures(size: FleetSize): FleetFigure[] {
  return Object.entries(ISSUERS).flatMap(([name, issuer]) =>
    figuresOf(runFleet(issuer, { ...size, seed: `${size.seed}: ${name}` }), issuer, size).map(
      (figure) => ({
        ...figure,
        case: `${name}: ${figure.case}`,
      }),
    ),
  );
}

function figuresOf(
  day: FleetDay,
  { maxAgeMs = FRESH_MS }: IssuerPlan,
  size: FleetSize,
): FleetFigure[] {
  const { fetches } = day;
  const freshness = maxAgeMs / 1000;
  const width = Math.max(1, Math.round(PROCESSES / size.processes));
  const [from, until] = [OUTAGE.from / 1000, OUTAGE.until / 1000];
  const mean = fetches.reduce((sum, count) => sum + count, 0) / fetches.length;
  const after = busiest(fetches.subarray(until), width);
  return [
    // Each process should fetch once in 70 to 90 % of the freshness.
    atMost(size.processes / (0.7 * freshness), 'fetches a second, mean', mean),
    { case: 'worst second, which is of the start', value: busiest(fetches, width) },
    { case: 'worst second of the outage', value: busiest(fetches.subarray(from, until), width) },
    { case: 'worst second after recovery', value: after },
    atMost(5, 'worst second after recovery / mean', after / mean),
    atMost(freshness, 'seconds until all are fresh again', day.refreshedAfterMs / 1000),
    atMost(0, 'tokens rejected', day.refused),
    atMost(0, 'tokens that waited, except the first', day.waits),
    atMost(0, 'fetches for unknown key IDs', day.unknownKidFetches),
  ];
}

function atMost(most: number, name: string, value: number): FleetFigure {
  const due = most === 0 ? '0' : `<= ${Number(most.toFixed(2))}`;
  return { case: name, value, due, holds: value <= most };
}

/** The maximum of fetches per second over any stretch of this many seconds. */
function busiest(fetches: Uint32Array, width: number): number {
  let sum = 0;
  let most = 0;
  fetches.forEach((count, second) => {
    sum += count - (second < width ? 0 : (fetches[second - width] ?? 0));
    most = Math.max(most, sum);
  });
  return most / width;
}
