/** Which roles include other roles (option `roleHierarchy`), computed once at start. */
import { ConfigurationError } from '@portcullis/core';

/** Roles with the roles that they include: `{ admin: ['editor'], editor: ['viewer'] }`. */
export type RoleHierarchyOption = Readonly<Record<string, readonly string[]>>;

/** Returns the roles that a role includes, directly and indirectly. */
export class RoleHierarchy {
  readonly #includedIn = new Map<string, Set<string>>();

  /** @throws ConfigurationError for a value that is not a record of lists of names, and for a cycle */
  constructor(hierarchy: RoleHierarchyOption = {}) {
    const children = readHierarchy(hierarchy);
    for (const role of children.keys()) this.#collect(role, role, children, []);
  }

  /** Returns the roles that satisfy a role: the role itself, and every role that includes it. */
  satisfying(role: string): ReadonlySet<string> {
    return new Set([role, ...(this.#includedIn.get(role) ?? [])]);
  }

  #collect(
    top: string,
    role: string,
    children: ReadonlyMap<string, readonly string[]>,
    path: readonly string[],
  ): void {
    if (path.includes(role)) throw cycle([...path.slice(path.indexOf(role)), role]);
    for (const included of children.get(role) ?? []) {
      const above = this.#includedIn.get(included) ?? new Set();
      this.#includedIn.set(included, above.add(top));
      this.#collect(top, included, children, [...path, role]);
    }
  }
}

function readHierarchy(hierarchy: unknown): ReadonlyMap<string, readonly string[]> {
  if (typeof hierarchy !== 'object' || hierarchy === null || Array.isArray(hierarchy)) {
    throw wrong('roleHierarchy', typeof hierarchy);
  }
  const entries = Object.entries(hierarchy as Readonly<Record<string, unknown>>);
  for (const [role, included] of entries) {
    const isList =
      Array.isArray(included) &&
      included.every((name: unknown) => typeof name === 'string' && name !== '');
    if (!isList) throw wrong(`roleHierarchy.${role}`, typeof included);
  }
  return new Map(entries as [string, readonly string[]][]);
}

function wrong(option: string, given: string): ConfigurationError {
  return new ConfigurationError(
    option,
    `a ${given}`,
    "roles with lists of the roles that they include, such as { admin: ['editor'] }",
  );
}

function cycle(path: readonly string[]): ConfigurationError {
  return new ConfigurationError(
    'roleHierarchy',
    `a cycle: ${path.map((role) => JSON.stringify(role)).join(' includes ')}`,
    'a hierarchy in which no role includes itself',
  );
}
