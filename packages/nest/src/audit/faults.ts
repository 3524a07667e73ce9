/** What is wrong with a handler, and what mends it. */
import type { HandlerAccess } from '../authorization/handler-access.js';
import type { AccessRegistry } from '../authorization/access-registry.js';
import type { Coverage } from './guard-coverage.js';
import type { FoundHandler } from './handlers.js';

/** A hole, or a decorator that does nothing. */
export interface Fault {
  /** What stands there. */
  readonly given: string;
  /** What would be right. */
  readonly right: string;
}

/** What is wrong, and where. */
export interface NamedFault extends Fault {
  /** `ArticlesController.remove` */
  readonly handler: string;
}

const GUARDS = '@UseGuards(JwtAuthGuard, RolesGuard)';
const FIELD_GUARDS = `fieldResolverEnhancers: ['guards'] among the options of GraphQLModule, with guard: 'manual' also ${GUARDS}`;

/** The first thing that is wrong with a handler; undefined when nothing is. */
export function faultOf(
  found: FoundHandler,
  policy: HandlerAccess,
  coverage: Coverage,
  policies: AccessRegistry,
): Fault | undefined {
  return (
    conflict(policy) ??
    notEnforced(found, policy, coverage) ??
    unguarded(found, policy, coverage) ??
    policies.faultOf(found.type, found.handler)
  );
}

function conflict({ conflict: place, rules }: HandlerAccess): Fault | undefined {
  if (place === undefined) return undefined;
  return {
    given: `@Public() or @OptionalAuth() beside ${decoratorsOf(rules)} on its ${place}`,
    right: 'one of the two',
  };
}

/** It asks for something that no guard on the way enforces. */
function notEnforced(
  found: FoundHandler,
  { rules }: HandlerAccess,
  { isAuthenticated, isAuthorized }: Coverage,
): Fault | undefined {
  if (rules.length === 0 || (isAuthenticated && isAuthorized)) return undefined;
  const missing = isAuthenticated ? 'no guard that enforces it' : 'no authentication in force';
  return { given: `${decoratorsOf(rules)} and ${missing}`, right: mendOf(found) };
}

/** A field is open as far as the query is that it belongs to. A reference resolver belongs to none; a subgraph's field need not. */
function unguarded(
  found: FoundHandler,
  { access }: HandlerAccess,
  { isGuarded, isProtected }: Coverage,
): Fault | undefined {
  if (isProtected || access === 'public' || !found.isEntry) return undefined;
  return {
    given: isGuarded ? 'no guard that authenticates' : 'neither a guard nor @Public()',
    right: `${mendOf(found)}, or @Public()`,
  };
}

function mendOf({ isField, transport }: FoundHandler): string {
  if (isField) return FIELD_GUARDS;
  const inherit = 'connectMicroservice(options, { inheritAppConfig: true }), or ';
  return transport === 'rpc' ? inherit + GUARDS : GUARDS;
}

function decoratorsOf(rules: HandlerAccess['rules']): string {
  return rules.map(({ decorator }) => decorator).join(' ');
}
