/** OpenAPI documents and GraphQL schemas that say who gets in, from the same decorators as the guards. */
import type { INestApplicationContext } from '@nestjs/common';
import { operationIdOf, withoutVersion } from '../nest-internals/operation-ids.js';
import type { AuditedHandler } from './handler-audit.js';
import { routesOf } from './format-routes.js';

/** One operation of an OpenAPI document, as far as it is changed here. */
interface Operation {
  operationId?: string;
  security?: unknown;
  responses?: Record<string, unknown>;
  [extension: `x-${string}`]: unknown;
}

/** An OpenAPI document: that of `SwaggerModule.createDocument` fits. */
export interface OpenApiLike {
  readonly paths: object;
  readonly components?: object;
}

const VERBS: readonly string[] = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
];
const SCHEME = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };

/**
 * A copy of an OpenAPI document in which each operation says what its handler asks for: `security`, the answers 401,
 * 403 and 503, and `x-access` with the decorators in force. What a document says already of an answer stays.
 *
 * @param scheme the name of the security scheme, which is added; default `bearer`
 */
export function annotateOpenApi<Document extends OpenApiLike>(
  app: INestApplicationContext,
  document: Document,
  { scheme = 'bearer' }: { readonly scheme?: string } = {},
): Document {
  const handlers = new Map(
    routesOf(app).flatMap((handler) =>
      operationKeys(handler).map((key) => [key, handler] as const),
    ),
  );
  const paths = Object.entries(document.paths as Readonly<Record<string, object>>).map(
    ([path, item]) => [path, describePath(path, item, handlers, scheme)] as const,
  );
  const { securitySchemes, ...components } = (document.components ?? {}) as {
    readonly securitySchemes?: object;
  };
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: { ...components, securitySchemes: { [scheme]: SCHEME, ...securitySchemes } },
  };
}

function describePath(
  path: string,
  item: object,
  handlers: ReadonlyMap<string, AuditedHandler>,
  scheme: string,
): object {
  return Object.fromEntries(
    Object.entries(item).map(([verb, operation]: [string, Operation]) => {
      const handler = VERBS.includes(verb) ? find(handlers, verb, path, operation) : undefined;
      return [verb, handler ? describeOperation(operation, handler, scheme) : operation];
    }),
  );
}

/** By the path; under a global prefix or a version, by the identifier that @nestjs/swagger makes of the handler. */
function find(
  handlers: ReadonlyMap<string, AuditedHandler>,
  verb: string,
  path: string,
  { operationId = '' }: Operation,
): AuditedHandler | undefined {
  return handlers.get(`${verb} ${path}`) ?? handlers.get(withoutVersion(operationId));
}

function operationKeys({ transport, route, handler }: AuditedHandler): readonly string[] {
  if (transport !== 'http') return [];
  const [verb = '', ...paths] = route.split(' ').filter((part) => part !== '|');
  const verbs = verb === 'ALL' ? VERBS : [verb.toLowerCase()];
  const templates = paths.map((path) => path.replace(/:(\w+)/g, '{$1}'));
  return [
    ...verbs.flatMap((name) => templates.map((template) => `${name} ${template}`)),
    operationIdOf(handler),
  ];
}

function describeOperation(
  operation: Operation,
  handler: AuditedHandler,
  scheme: string,
): Operation {
  const { access, rules } = handler;
  if (access === 'unguarded') return operation;
  if (access === 'public') return { ...operation, security: [] };
  const required = { [scheme]: scopesIn(rules) };
  const answers = {
    '401': { description: 'The token is missing, invalid or expired' },
    ...(rules.length === 0 ? {} : { '403': { description: `Asked for: ${rules.join(' ')}` } }),
    '503': { description: 'The keys of the issuer are out of reach' },
  };
  return {
    ...operation,
    security: access === 'optional' ? [{}, required] : [required],
    responses: { ...answers, ...operation.responses },
    'x-access': { access, rules },
  };
}

function scopesIn(rules: readonly string[]): readonly string[] {
  return rules
    .filter((rule) => rule.startsWith('@Scopes('))
    .flatMap((rule) => [...rule.matchAll(/'([^']*)'/g)].map(([, scope = '']) => scope));
}

/**
 * A GraphQL schema, as its text, in which each query, mutation and subscription says what its handler asks for: as a
 * description, for people and for tools that read them.
 */
export function annotateGraphqlSchema(app: INestApplicationContext, sdl: string): string {
  const handlers = new Map(
    routesOf(app)
      .filter(({ transport }) => transport === 'graphql')
      .map((handler) => [handler.route, handler]),
  );
  let parent: string | undefined;
  return sdl
    .split('\n')
    .flatMap((line) => {
      parent =
        /^(?:extend )?type (\w+)/.exec(line)?.[1] ?? (line.startsWith('}') ? undefined : parent);
      const field = /^ {2}(\w+)[(:]/.exec(line)?.[1];
      const handler = parent && field ? handlers.get(`${parent} ${field}`) : undefined;
      return handler ? [`  "${textOf(handler)}"`, line] : [line];
    })
    .join('\n');
}

function textOf({ access, rules }: AuditedHandler): string {
  const text = access === 'authenticated' ? rules.join(' ') || 'a signed-in user' : access;
  return `Access: ${text.replace(/["\\]/g, '')}`;
}
