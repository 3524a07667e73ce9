/** Adds access rules to OpenAPI documents and GraphQL schemas, from the decorators that the guards read. */
import type { INestApplicationContext } from '@nestjs/common';
import { operationIdOf, withoutVersion } from '../nest-internals/operation-ids.js';
import type { AuditedHandler } from './handler-audit.js';
import { routesOf } from './format-routes.js';

/** Operation of an OpenAPI document, as far as it is changed here. */
interface Operation {
  operationId?: string;
  security?: unknown;
  responses?: Record<string, unknown>;
  [extension: `x-${string}`]: unknown;
}

/** OpenAPI document, for example of `SwaggerModule.createDocument`. */
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
 * Returns a copy of an OpenAPI document with the access rules of each operation: `security`, the responses 401, 403 and
 * 503, and `x-access` with the effective decorators. Responses that the document already has are kept.
 *
 * @param scheme name of the security scheme that is added. Default `bearer`
 * @example
 * SwaggerModule.setup('docs', app, annotateOpenApi(app, SwaggerModule.createDocument(app, config)));
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

/** Finds the handler by path, or with a global prefix or version, by the operation ID of @nestjs/swagger. */
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
    ...(rules.length === 0 ? {} : { '403': { description: `Required: ${rules.join(' ')}` } }),
    '503': { description: 'The keys of the issuer are unavailable' },
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
 * Adds the access rules of each query, mutation and subscription to a GraphQL schema in SDL, as descriptions.
 *
 * @example writeFileSync('schema.gql', annotateGraphqlSchema(app, printSchema(schema)));
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
