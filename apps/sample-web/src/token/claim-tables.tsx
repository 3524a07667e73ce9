import { countdown, dateInWords } from '../words/time.js';
import { useNow } from '../words/use-now.js';
import { decodePart } from './decode.js';
import { draftSegments, type Draft } from './draft.js';
import { explainClaim, explainHeader, timeOf } from './explain.js';
import type { JsonObject } from './json.js';

/** Explains every member of header and payload. */
export function ClaimTables({ draft }: { readonly draft: Draft }) {
  const { header, payload } = draftSegments(draft);
  const members = decodePart(header).json;
  const claims = decodePart(payload).json;
  if (!members && !claims) return null;
  return (
    <section aria-labelledby="meaning">
      <h2 id="meaning">Claims</h2>
      {claims && <MemberTable caption="Payload" members={claims} explain={explainClaim} />}
      {members && <MemberTable caption="Header" members={members} explain={explainHeader} />}
    </section>
  );
}

interface MemberTableProps {
  readonly caption: string;
  readonly members: JsonObject;
  readonly explain: (name: string) => string;
}

function MemberTable({ caption, members, explain }: MemberTableProps) {
  return (
    <table className="members">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(members).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>
              <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
            </td>
            <td>
              {explain(name)} <Time time={timeOf(name, value)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Time({ time }: { readonly time: number | undefined }) {
  const now = useNow();
  if (time === undefined) return null;
  return (
    <span className="time">
      {dateInWords(time)}, <span className="countdown">{countdown(time, now)}</span>.
    </span>
  );
}
