import { bodyOf, type Answer } from '../http/answer.js';

/** A handler with its effective access, as the API lists it. */
export interface AuditedRoute {
  readonly transport: string;
  readonly route: string;
  readonly handler: string;
  readonly access: 'public' | 'optional' | 'authenticated' | 'unguarded';
  readonly rules: readonly string[];
  readonly reportOnly: readonly string[];
}

/** Returns the routes of a response; undefined after an error. */
export function routesIn(answer: Answer | undefined): readonly AuditedRoute[] | undefined {
  const body = bodyOf(answer) as { readonly routes: readonly AuditedRoute[] } | undefined;
  return body?.routes;
}

/** Describes who has access. */
export function accessInWords({ access, rules }: AuditedRoute): string {
  switch (access) {
    case 'public':
      return 'Everyone';
    case 'optional':
      return 'Everyone; a token is verified if present';
    case 'unguarded':
      return 'Everyone: no guard protects it';
    case 'authenticated':
      return rules.length === 0 ? 'Any signed-in user' : 'Signed-in users who satisfy the rules';
  }
}

/** Filters routes by text, ignoring case. */
export function matching(routes: readonly AuditedRoute[], wanted: string): readonly AuditedRoute[] {
  const text = wanted.trim().toLowerCase();
  return routes.filter((route) =>
    [route.route, route.handler, route.access, ...route.rules]
      .join(' ')
      .toLowerCase()
      .includes(text),
  );
}
