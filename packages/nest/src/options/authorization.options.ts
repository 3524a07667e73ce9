/** The options of roles, issuers, transports and hooks, validated at boot. */
import { ConfigurationError, type Duration } from '@portcullis/core';
import { describeValue, parseDurationWithin, type OptionTable } from '@portcullis/core/internal';
import type { AccessHooks } from '../request/access-events.js';
import type { Transport } from '../transports/transport.js';
import { RoleHierarchy, type RoleHierarchyOption } from '../authorization/role-hierarchy.js';

/** What a role of an issuer's tokens is here: a role, several, or none. */
export type RoleMappingOption = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

/** How a Nest application authorizes, and on what. */
export interface AuthorizationOptions extends AccessHooks {
  /**
   * Roles with the roles that they include: `{ admin: ['editor'], editor: ['viewer'] }`. A cycle is a configuration error:
   * the application does not start. Default: no role includes another.
   */
  readonly roleHierarchy?: RoleHierarchyOption;
  /**
   * Names of each issuer's roles in this application: `{ 'https://id.example': { 'group-17': 'admin' } }`. For an issuer with
   * a mapping, roles that are not in the mapping are dropped. Default: roles as in the tokens.
   */
  readonly roleMapping?: RoleMappingOption;
  /** Names of issuers for `@AcceptIssuers()`: `{ google: 'https://accounts.google.com' }`. */
  readonly issuerNames?: Readonly<Record<string, string>>;
  /** More transports, or one's own in place of a built-in one, by their `type`. */
  readonly transports?: readonly Transport[];
  /**
   * How often the credential of an open socket or stream is looked at again, besides at each message: a duration from 1 s
   * to 1 h. Default 30 s. At the token's `exp` it is closed in any case.
   */
  readonly connectionRecheck?: Duration;
  /**
   * Metadata that code of the application reads, such as a guard of its own: keys of `SetMetadata()`, or decorators that
   * have a `KEY`, as those of `Reflector.createDecorator()` have. Default: none, so that the application does not start
   * with metadata such as `roles`, `isPublic` or `permissions`, which Portcullis does not enforce.
   */
  readonly enforcedMetadata?: readonly (string | symbol | { readonly KEY: string })[];
}

/** The options after validation. */
export interface ResolvedAuthorizationOptions extends AccessHooks {
  readonly roleHierarchy: RoleHierarchy;
  readonly roleMapping: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly issuerNames: ReadonlyMap<string, string>;
  readonly transports: readonly Transport[];
  /** In seconds. */
  readonly connectionRecheck: number;
  readonly enforcedMetadata: ReadonlySet<string | symbol>;
}

/** The names of these options. */
export const AUTHORIZATION_OPTIONS: OptionTable<AuthorizationOptions> = {
  roleHierarchy: 'value',
  roleMapping: 'value',
  issuerNames: 'value',
  transports: 'value',
  connectionRecheck: 'value',
  enforcedMetadata: 'value',
  onAccepted: 'value',
  onDenied: 'value',
};

/** @throws ConfigurationError for an option that is not right */
export function resolveAuthorization(options: AuthorizationOptions): ResolvedAuthorizationOptions {
  const { connectionRecheck = 30, onAccepted, onDenied } = options;
  return {
    roleHierarchy: new RoleHierarchy(options.roleHierarchy),
    roleMapping: readRoleMapping(options.roleMapping),
    issuerNames: readIssuerNames(options.issuerNames),
    transports: readTransports(options.transports),
    connectionRecheck: parseDurationWithin(connectionRecheck, 'connectionRecheck', {
      min: 1,
      max: 3600,
    }),
    enforcedMetadata: readKeys(options.enforcedMetadata),
    ...(onAccepted === undefined ? {} : { onAccepted: readHook('onAccepted', onAccepted) }),
    ...(onDenied === undefined ? {} : { onDenied: readHook('onDenied', onDenied) }),
  };
}

function readRoleMapping(
  mapping: RoleMappingOption = {},
): ResolvedAuthorizationOptions['roleMapping'] {
  const right =
    "issuers with the names of roles: { 'https://id.example': { 'group-17': 'admin' } }";
  return new Map(
    entriesOf('roleMapping', mapping, right).map(([issuer, roles]) => [
      issuer,
      new Map(
        entriesOf(`roleMapping[${JSON.stringify(issuer)}]`, roles, right).map(([role, own]) => {
          const list: readonly unknown[] = Array.isArray(own) ? own : [own];
          if (list.every(isText)) return [role, Object.freeze([...list])];
          throw new ConfigurationError('roleMapping', describeValue(own), right);
        }),
      ),
    ]),
  );
}

function readIssuerNames(
  names: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const right = "names with issuers: { google: 'https://accounts.google.com' }";
  return new Map(
    entriesOf('issuerNames', names, right).map(([name, issuer]) => {
      if (isText(issuer)) return [name, issuer];
      throw new ConfigurationError(`issuerNames.${name}`, describeValue(issuer), right);
    }),
  );
}

const METHODS = ['carrierOf', 'credentialOf', 'setUser', 'userOf', 'refuse'] as const;

function readTransports(transports: unknown = []): readonly Transport[] {
  const isTransport = (value: unknown): value is Transport =>
    typeof value === 'object' &&
    value !== null &&
    isText((value as Partial<Transport>).type) &&
    METHODS.every((name) => typeof (value as Partial<Transport>)[name] === 'function');
  if (!Array.isArray(transports) || !transports.every(isTransport)) {
    throw new ConfigurationError(
      'transports',
      describeValue(transports),
      `a list of objects with type, ${METHODS.join(', ')}`,
    );
  }
  const types = transports.map(({ type }) => type);
  if (new Set(types).size === types.length) return Object.freeze([...transports]);
  throw new ConfigurationError('transports', `the types ${types.join(', ')}`, 'one for each type');
}

function readKeys(given: unknown = []): ReadonlySet<string | symbol> {
  const list: readonly unknown[] = Array.isArray(given) ? given : [undefined];
  const keys = list.map((item) => (isText(item) ? item : keyOf(item)));
  if (keys.every((key) => key !== undefined)) return new Set(keys);
  throw new ConfigurationError(
    'enforcedMetadata',
    describeValue(given),
    "a list of metadata keys, or of decorators with a KEY: ['roles']",
  );
}

function keyOf(item: unknown): string | symbol | undefined {
  if (typeof item === 'symbol') return item;
  const { KEY } = Object(item) as { readonly KEY?: unknown };
  return isText(KEY) ? KEY : undefined;
}

function readHook<Hook>(option: string, hook: Hook): Hook {
  if (typeof hook === 'function') return hook;
  throw new ConfigurationError(option, describeValue(hook), 'a function of the event');
}

function entriesOf(option: string, value: unknown, right: string): readonly [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value as Readonly<Record<string, unknown>>);
  }
  throw new ConfigurationError(option, describeValue(value), right);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
