/**
 * A schema for the claims that are an application's own. Any library that speaks Standard Schema fits: zod,
 * valibot, arktype and others.
 *
 * @see https://standardschema.dev
 */
import { ConfigurationError, TokenError } from '../errors.js';
import { describeValue } from '../time/duration.js';
import type { JsonObject } from '../encoding/strict-json.js';

/** What Portcullis needs of a schema (Standard Schema, version 1). */
export interface ClaimsSchema<Output extends object = object> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Claims that a schema may not rewrite: everything else was checked against them. */
const REGISTERED = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'] as const;

/**
 * Asks a schema once, so that one that answers with a promise stops the boot: a verification that has its keys
 * waits for nothing.
 *
 * @throws ConfigurationError for a value that is not a Standard Schema, and for an asynchronous schema
 */
export function readClaimsSchema(schema: unknown): ClaimsSchema | undefined {
  if (schema === undefined) return undefined;
  const standard: unknown = (schema as Readonly<Record<string, unknown>> | null)?.['~standard'];
  if (!isStandard(standard)) {
    throw new ConfigurationError(
      'claims',
      describeValue(schema),
      'a Standard Schema, such as a zod object',
    );
  }
  if (isThenable(probe(standard))) {
    throw new ConfigurationError(
      'claims',
      'an asynchronous schema, or one whose transform throws on an empty object',
      'one that answers at once',
    );
  }
  return schema as ClaimsSchema;
}

/** An empty object fits hardly any schema; how the schema says so is what matters. Throwing is not waiting. */
function probe(standard: ClaimsSchema['~standard']): unknown {
  try {
    return standard.validate({});
  } catch {
    return undefined;
  }
}

/** Returns whether a value is a promise. Its rejection is ignored, because nothing waits for it. */
function isThenable(value: unknown): boolean {
  const { then } = (value ?? {}) as { readonly then?: unknown };
  if (typeof then !== 'function') return false;
  Promise.resolve(value).catch(() => undefined);
  return true;
}

function isStandard(value: unknown): value is ClaimsSchema['~standard'] {
  const standard = (value ?? {}) as Readonly<Record<string, unknown>>;
  return standard['version'] === 1 && typeof standard['validate'] === 'function';
}

/**
 * Holds claims to a schema. Its output is laid over the claims, save the registered ones.
 *
 * @throws TokenError `ERR_CLAIM_INVALID` with the path of the first claim at fault
 */
export function applyClaimsSchema(schema: ClaimsSchema, claims: JsonObject): JsonObject {
  const result = validate(schema, claims);
  if (result.issues) {
    const claim = pathOf(result.issues[0]);
    throw new TokenError('ERR_CLAIM_INVALID', 'the claims do not fit their schema', { claim });
  }
  const output = Object.assign(Object.create(null) as object, claims, result.value) as Record<
    string,
    unknown
  >;
  for (const name of REGISTERED) {
    if (claims[name] === undefined) delete output[name];
    else output[name] = claims[name];
  }
  return output as JsonObject;
}

/** What a schema says at once; a schema that waits, throws or says nothing of the kind has not said yes. */
function validate(schema: ClaimsSchema, claims: JsonObject): SchemaResult<object> {
  let result: unknown;
  try {
    result = schema['~standard'].validate(claims);
  } catch {
    throw new TokenError('ERR_CLAIM_INVALID', 'the claims schema throws on these claims');
  }
  if (isThenable(result)) {
    throw new TokenError('ERR_CLAIM_INVALID', 'the claims schema is asynchronous for these claims');
  }
  const { issues, value } = result as { readonly issues?: unknown; readonly value?: unknown };
  if (issues === undefined && (typeof value !== 'object' || value === null)) {
    throw new TokenError('ERR_CLAIM_INVALID', 'the claims schema makes no object of these claims');
  }
  return result as SchemaResult<object>;
}

/** Names of claims only: a path may lead into what the token's maker wrote. */
function pathOf(issue: SchemaIssue | undefined): string {
  const [first] = issue?.path ?? [];
  const key = typeof first === 'object' ? first.key : first;
  return key === undefined ? 'claims' : String(key).slice(0, 64);
}
