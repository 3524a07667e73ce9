/** The roles and scopes that a verified token grants, read once per token. */
import { Inject, Injectable } from '@nestjs/common';
import { rolesOf, scopesOf, type VerifiedToken } from '@portcullis/core';
import { NEST_OPTIONS } from '../request/injection-tokens.js';

/** Roles and scopes of a token. */
export interface Grants {
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
}

/** The options that the reader reads. */
export interface GrantReaderSettings {
  readonly roleMapping: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** Reads roles and scopes, and applies `roleMapping`. A cached token is one object, so that it is read once. */
@Injectable()
export class GrantReader {
  readonly #grants = new WeakMap<VerifiedToken, Grants>();

  constructor(@Inject(NEST_OPTIONS) private readonly settings: GrantReaderSettings) {}

  of(token: VerifiedToken): Grants {
    let grants = this.#grants.get(token);
    if (!grants) this.#grants.set(token, (grants = this.#read(token)));
    return grants;
  }

  #read(token: VerifiedToken): Grants {
    const roles = rolesOf(token);
    const mapping = this.settings.roleMapping.get(token.issuer);
    // For an issuer with a mapping, roles that are not in the mapping are dropped.
    const mapped = mapping ? roles.flatMap((role) => mapping.get(role) ?? []) : roles;
    return Object.freeze({ roles: new Set(mapped), scopes: new Set(scopesOf(token)) });
  }
}
