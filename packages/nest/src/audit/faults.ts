/** What is wrong with a handler, and how to fix it. */
import type { HandlerAccess } from '../authorization/handler-access.js';
import type { AccessRegistry } from '../authorization/access-registry.js';
import type { Coverage } from './guard-coverage.js';
import type { FoundHandler } from './handlers.js';

/** An unprotected handler, or a decorator without effect. */
export interface Fault {
  /** What was found. */
  readonly given: string;
  /** What is expected. */
  readonly right: string;
}

/** A fault, and its handler. */
export interface NamedFault extends Fault {
  /** `ArticlesController.remove` */
  readonly handler: string;
}

const GUARDS = '@UseGuards(JwtAuthGuard, RolesGuard)';
const FIELD_GUARDS = `fieldResolverEnhancers: ['guards'] among the options of GraphQLModule, with guard: 'manual' also ${GUARDS}`;

/** Returns the first fault of a handler; undefined if it has none. */
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

/** The handler has rules that no guard enforces. */
function notEnforced(
  found: FoundHandler,
  { rules }: HandlerAccess,
  { isAuthenticated, isAuthorized }: Coverage,
): Fault | undefined {
  if (rules.length === 0 || (isAuthenticated && isAuthorized)) return undefined;
  const missing = isAuthenticated ? 'no guard that enforces it' : 'no authentication in force';
  return { given: `${decoratorsOf(rules)} and ${missing}`, right: fixOf(found) };
}

/** A field is as open as its query. A reference resolver has no query, nor may a field of a subgraph. */
function unguarded(
  found: FoundHandler,
  { access }: HandlerAccess,
  { isGuarded, isProtected }: Coverage,
): Fault | undefined {
  if (isProtected || access === 'public' || !found.isEntry) return undefined;
  return {
    given: isGuarded ? 'no guard that authenticates' : 'neither a guard nor @Public()',
    right: `${fixOf(found)}, or @Public()`,
  };
}

function fixOf({ isField, transport }: FoundHandler): string {
  if (isField) return FIELD_GUARDS;
  const inherit = 'connectMicroservice(options, { inheritAppConfig: true }), or ';
  return transport === 'rpc' ? inherit + GUARDS : GUARDS;
}

function decoratorsOf(rules: HandlerAccess['rules']): string {
  return rules.map(({ decorator }) => decorator).join(' ');
}
