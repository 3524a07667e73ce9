/** The roles and scopes that a verified token grants, read once per token. */
import { Inject, Injectable } from '@nestjs/common';
import { rolesOf, scopesOf, type VerifiedToken } from '@portcullis/core';
import { NEST_OPTIONS } from '../request/injection-tokens.js';

/** What a token grants. */
export interface Grants {
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
}

/** What the reader of roles reads of the options. */
export interface GrantReaderSettings {
  readonly roleMapping: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** Reads grants, with the option `roleMapping` applied. Cached tokens are one object, so that this reads them once. */
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
    // Of an issuer with a mapping, what is not in it is no role of this application.
    const mapped = mapping ? roles.flatMap((role) => mapping.get(role) ?? []) : roles;
    return Object.freeze({ roles: new Set(mapped), scopes: new Set(scopesOf(token)) });
  }
}
