import { dateInWords } from '../words/time.js';
import type { Ring } from './ring.js';
import { timelineOf, type Bar } from './timeline.js';

const WIDTH = 1000;
const ROW = 44;

/** A timeline of the keys. Hidden from screen readers, since the table has the same data. */
export function TimelinePicture({ ring }: { readonly ring: Ring }) {
  const { bars, now, from, to } = timelineOf(ring);
  const height = bars.length * ROW;
  return (
    <figure className="timeline" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" height={height}>
        {bars.map((bar, row) => (
          <BarPicture key={bar.kid} bar={bar} top={row * ROW} />
        ))}
        <line x1={now * WIDTH} x2={now * WIDTH} y1={0} y2={height} className="now" />
      </svg>
      <figcaption>
        <span>{dateInWords(from)}</span>
        <span>
          <span className="swatch published" /> published <span className="swatch signing" /> signs{' '}
          <span className="swatch now" /> now
        </span>
        <span>{dateInWords(to)}</span>
      </figcaption>
    </figure>
  );
}

function BarPicture({
  bar: { published, signing, state },
  top,
}: {
  readonly bar: Bar;
  readonly top: number;
}) {
  return (
    <g className={state}>
      <rect
        className="published"
        x={published.from * WIDTH}
        width={(published.to - published.from) * WIDTH}
        y={top + 6}
        height={ROW - 12}
      />
      <rect
        className="signing"
        x={signing.from * WIDTH}
        width={Math.max(0, signing.to - signing.from) * WIDTH}
        y={top + 14}
        height={ROW - 28}
      />
    </g>
  );
}
