import { countdown, dateInWords, secondsOf } from '../words/time.js';
import { STATES, type Ring, type RingKey } from './ring.js';

/** The signing keys with their times. */
export function KeyTable({ ring }: { readonly ring: Ring }) {
  return (
    <div className="scroll" role="region" aria-label="Keys and their times" tabIndex={0}>
      <table>
        <caption>Keys and their times</caption>
        <thead>
          <tr>
            <th scope="col">Key ID</th>
            <th scope="col">State</th>
            <th scope="col">Published</th>
            <th scope="col">Signs from</th>
            <th scope="col">Signs until</th>
            <th scope="col">Removed</th>
          </tr>
        </thead>
        <tbody>
          {ring.keys.map((key) => (
            <Row key={key.kid} ring={ring} ringKey={key} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ ring, ringKey: key }: { readonly ring: Ring; readonly ringKey: RingKey }) {
  const now = secondsOf(ring.now);
  return (
    <tr>
      <th scope="row">
        <code>{key.kid}</code> {key.alg}
      </th>
      <td>
        <span className={`badge ${key.state}`}>{key.state}</span>
        <span className="time">{STATES[key.state]}</span>
      </td>
      <td data-label="Published">
        <At iso={key.created_at} now={now} />
      </td>
      <td data-label="Signs from">
        <At iso={key.signs_from} now={now} />
      </td>
      <td data-label="Signs until">
        <At iso={key.signs_until} now={now} />
      </td>
      <td data-label="Removed">
        <At iso={key.leaves_at} now={now} />
      </td>
    </tr>
  );
}

function At({ iso, now }: { readonly iso: string | null; readonly now: number }) {
  if (iso === null) return <>not yet known</>;
  return (
    <time dateTime={iso} title={dateInWords(secondsOf(iso))}>
      {countdown(secondsOf(iso), now)}
    </time>
  );
}
