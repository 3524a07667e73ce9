import { useState } from 'react';
import { useAnswer } from '../http/use-answer.js';
import { PageTitle } from '../shell/page-title.js';
import { Refused } from '../shell/refused.js';
import { SignedInOnly } from '../shell/signed-in-only.js';
import { matching, routesIn } from './audited-route.js';
import { RouteTable } from './route-table.js';

/** All routes of the application and their access rules. */
export function AuditView() {
  return (
    <>
      <PageTitle lead="All routes with their access rules. The API derives them from its decorators and guards, and refuses to start if a route is unprotected.">
        Audit
      </PageTitle>
      <SignedInOnly what="the audit">
        <Routes />
      </SignedInOnly>
    </>
  );
}

function Routes() {
  const { answer } = useAnswer('/admin/routes');
  const [wanted, setWanted] = useState('');
  const routes = routesIn(answer);
  if (!answer) return <p className="hint">Loading…</p>;
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
