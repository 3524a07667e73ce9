/** Lists the handlers of an application with their access rules, for people and for snapshots. */
import type { INestApplicationContext } from '@nestjs/common';
import { HandlerAudit, type AuditedHandler } from './handler-audit.js';

/** An application, or its `ModuleRef`. */
type Providers = Pick<INestApplicationContext, 'get'>;

/**
 * Returns every handler of every transport with its effective access rules, sorted. Keep it as a snapshot in your
 * repository, so that a review shows each change of access.
 *
 * @param app the application, or inside of it, its `ModuleRef`
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

/**
 * Returns {@link routesOf} as a text table with one line per handler.
 *
 * @example console.log(formatRoutes(app));
 */
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
