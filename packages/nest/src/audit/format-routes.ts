/** The routes of an application with their policies, for people and for snapshots. */
import type { INestApplicationContext } from '@nestjs/common';
import { HandlerAudit, type AuditedHandler } from './handler-audit.js';

/** An application, or the `ModuleRef` of one: what finds its providers. */
type Providers = Pick<INestApplicationContext, 'get'>;

/**
 * Every handler of every transport with its effective policy, sorted: a form that a team can keep as a snapshot in its
 * repository, so that a change of who gets in shows in a review.
 *
 * @param app the application; inside of it, its `ModuleRef`
 * @example expect(routesOf(app)).toMatchSnapshot()
 */
export function routesOf(app: Providers): readonly AuditedHandler[] {
  const order = ({ transport, route, handler }: AuditedHandler) =>
    `${transport} ${route} ${handler}`;
  return app
    .get(HandlerAudit, { strict: false })
    .handlers()
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** The same as a table of text: one line for each handler. */
export function formatRoutes(app: Providers): string {
  const rows = routesOf(app).map(({ transport, route, handler, access, rules, reportOnly }) => [
    transport,
    route,
    handler,
    access,
    rules.map((rule) => (reportOnly.includes(rule) ? `${rule} (report only)` : rule)).join(' '),
  ]);
  const widths = [0, 1, 2, 3].map((i) => Math.max(0, ...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
