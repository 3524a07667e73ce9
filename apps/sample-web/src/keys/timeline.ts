/** The ring as bars on a line of time: when each key is published, and when it signs. */
import { secondsOf } from '../words/time.js';
import type { Ring, RingKey } from './ring.js';

/** A part of a bar, as shares of the whole width from 0 to 1. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A key's bar. */
export interface Bar {
  readonly kid: string;
  readonly state: RingKey['state'];
  /** While it is published. */
  readonly published: Span;
  /** While it signs. */
  readonly signing: Span;
}

/** The whole picture. */
export interface Timeline {
  readonly bars: readonly Bar[];
  /** Where now is. */
  readonly now: number;
  /** What the ends of the line are, in seconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

const HOUR = 3600;

/** From the first of all times to the last, with a little air; what has no end yet reaches to the edge. */
export function timelineOf({ now, keys }: Ring): Timeline {
  const times = [now, ...keys.flatMap(timesOf)].map(secondsOf);
  const air = Math.max(HOUR, (Math.max(...times) - Math.min(...times)) * 0.04);
  const from = Math.min(...times) - air;
  const to = Math.max(...times) + air;
  const place = (iso: string | null) => (iso === null ? 1 : (secondsOf(iso) - from) / (to - from));
  const bars = keys.map((key) => ({
    kid: key.kid,
    state: key.state,
    published: { from: place(key.created_at), to: place(key.leaves_at) },
    signing: { from: place(key.signs_from), to: place(key.signs_until) },
  }));
  return { bars, now: place(now), from, to };
}

function timesOf(key: RingKey): readonly string[] {
  const { created_at: created, signs_from: from, signs_until: until, leaves_at: leaves } = key;
  return [created, from, until, leaves].filter((time) => time !== null);
}
