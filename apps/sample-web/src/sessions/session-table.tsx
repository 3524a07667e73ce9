import { countdown, dateInWords, secondsOf } from '../words/time.js';
import { useNow } from '../words/use-now.js';
import { deviceOf, type OwnSession } from './own-session.js';

/** The sessions, most recently used first. */
export function SessionTable({
  sessions,
  onEnd,
}: {
  readonly sessions: readonly OwnSession[] | undefined;
  readonly onEnd: (session: OwnSession) => void;
}) {
  if (!sessions) return <p className="hint">Loading…</p>;
  return (
    <div className="scroll" role="region" aria-label="Your sessions" tabIndex={0}>
      <table>
        <caption>Where you are signed in</caption>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">Signed in</th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col">Action</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <Row key={session.id} session={session} onEnd={onEnd} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly session: OwnSession;
  readonly onEnd: (session: OwnSession) => void;
}

function Row({ session, onEnd }: RowProps) {
  return (
    <tr>
      <th scope="row">
        {deviceOf(session)} {session.is_current && <span className="badge">This device</span>}
      </th>
      <td data-label="Signed in">
        <Ago iso={session.created_at} />
      </td>
      <td data-label="Last used">
        <Ago iso={session.last_used_at} />
      </td>
      <td data-label="Ends">
        <Ago iso={session.expires_at} />
      </td>
      <td>
        <button type="button" className="quiet" onClick={() => onEnd(session)}>
          End this session<span className="visually-hidden">: {deviceOf(session)}</span>
        </button>
      </td>
    </tr>
  );
}

/** A relative time, with the full date as tooltip. */
function Ago({ iso }: { readonly iso: string }) {
  const now = useNow();
  const time = secondsOf(iso);
  return (
    <time dateTime={iso} title={dateInWords(time)} className="countdown">
      {countdown(time, now)}
    </time>
  );
}
