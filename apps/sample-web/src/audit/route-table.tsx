import { accessInWords, type AuditedRoute } from './audited-route.js';

/** The routes with their access rules. */
export function RouteTable({ routes }: { readonly routes: readonly AuditedRoute[] }) {
  return (
    <div className="scroll" role="region" aria-label="Routes and access" tabIndex={0}>
      <table>
        <caption>Routes and access</caption>
        <thead>
          <tr>
            <th scope="col">Route</th>
            <th scope="col">Access</th>
            <th scope="col">Rules</th>
            <th scope="col">Handler</th>
          </tr>
        </thead>
        <tbody>
          {routes.map((route) => (
            <tr key={`${route.route} ${route.handler}`}>
              <th scope="row">
                <code>{route.route}</code>
              </th>
              <td>
                <span className={`badge ${route.access}`}>{route.access}</span>
                <span className="time">{accessInWords(route)}</span>
              </td>
              <td>
                <Rules route={route} />
              </td>
              <td>
                <code>{route.handler}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Rules({ route: { rules, reportOnly } }: { readonly route: AuditedRoute }) {
  return rules.map((rule) => (
    <div key={rule}>
      <code>{rule}</code> {reportOnly.includes(rule) && '(reported only, not enforced)'}
    </div>
  ));
}
