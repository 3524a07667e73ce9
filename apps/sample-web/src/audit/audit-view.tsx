import { useState } from 'react';
import { useAnswer } from '../http/use-answer.js';
import { PageTitle } from '../shell/page-title.js';
import { Refused } from '../shell/refused.js';
import { SignedInOnly } from '../shell/signed-in-only.js';
import { matching, routesIn } from './audited-route.js';
import { RouteTable } from './route-table.js';

/** Every route of the application, and who gets in. */
export function AuditView() {
  return (
    <>
      <PageTitle lead="Every route with what is in force for it. The API reads this from its own decorators and guards, and does not start where one has a hole.">
        Audit
      </PageTitle>
      <SignedInOnly what="The audit">
        <Routes />
      </SignedInOnly>
    </>
  );
}

function Routes() {
  const { answer } = useAnswer('/admin/routes');
  const [wanted, setWanted] = useState('');
  const routes = routesIn(answer);
  if (!answer) return <p className="hint">The routes are on their way…</p>;
  if (!routes) return <Refused answer={answer} />;
  const shown = matching(routes, wanted);
  return (
    <>
      <label className="filter">
        Show routes with
        <input
          type="search"
          value={wanted}
          placeholder="for example, admin"
          onChange={({ target }) => setWanted(target.value)}
        />
      </label>
      <p role="status">
        {shown.length} of {routes.length} routes
      </p>
      <RouteTable routes={shown} />
    </>
  );
}
