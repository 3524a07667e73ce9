import { isSuccess, type Answer } from '../http/answer.js';

/** A handler of the application with its effective policy, as the API lists it. */
export interface AuditedRoute {
  readonly transport: string;
  readonly route: string;
  readonly handler: string;
  readonly access: 'public' | 'optional' | 'authenticated' | 'unguarded';
  readonly rules: readonly string[];
  readonly reportOnly: readonly string[];
}

/** The routes in an answer; undefined where it has none. */
export function routesIn(answer: Answer | undefined): readonly AuditedRoute[] | undefined {
  if (!answer || !isSuccess(answer)) return undefined;
  return (answer.body as { readonly routes: readonly AuditedRoute[] }).routes;
}

/** Who gets in, in words. */
export function accessInWords({ access, rules }: AuditedRoute): string {
  switch (access) {
    case 'public':
      return 'Everybody';
    case 'optional':
      return 'Everybody; a token is looked at where there is one';
    case 'unguarded':
      return 'Everybody: nothing guards it';
    case 'authenticated':
      return rules.length === 0 ? 'Whoever is signed in' : 'Who is signed in and meets the rules';
  }
}

/** Routes whose text holds what is looked for, whatever the case. */
export function matching(routes: readonly AuditedRoute[], wanted: string): readonly AuditedRoute[] {
  const text = wanted.trim().toLowerCase();
  return routes.filter((route) =>
    [route.route, route.handler, route.access, ...route.rules]
      .join(' ')
      .toLowerCase()
      .includes(text),
  );
}
