/** A timeline with a bar for each key: when it is published and when it signs. */
import { secondsOf } from '../words/time.js';
import type { Ring, RingKey } from './ring.js';

/** A part of a bar, as fractions of the width from 0 to 1. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A key's bar. */
export interface Bar {
  readonly kid: string;
  readonly state: RingKey['state'];
  readonly published: Span;
  readonly signing: Span;
}

/** The whole timeline. */
export interface Timeline {
  readonly bars: readonly Bar[];
  /** Position of the current time. */
  readonly now: number;
  /** The ends of the timeline, in seconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

const HOUR = 3600;

/** Lays the keys out from the first time to the last, with a margin. Bars without an end reach the edge. */
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
