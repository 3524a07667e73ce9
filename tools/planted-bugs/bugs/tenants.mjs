/** Mistakes in issuers that are looked up, and in the moves from one key to another. */
const migration = 'packages/core/src/verifier/resolve-migration.ts';
const migrating = 'packages/core/src/keys/migrating-keys.ts';
const anyOf = 'packages/core/src/keys/any-of.ts';
const keySource = 'packages/core/src/verifier/resolve-key-source.ts';
const registry = 'packages/core/src/verifier/tenant-registry.ts';
const table = 'packages/core/src/verifier/tenant-table.ts';
const verifier = 'packages/core/src/verifier/token-verifier.ts';

export const tenantBugs = [
  {
    name: 'an issuer is looked up although the rule did not allow it',
    file: registry,
    find: 'if (!this.#isAllowed(iss)) throw unknown();',
    replace: '',
  },
  {
    name: 'what is not true is a yes to an issuer',
    file: registry,
    find: 'return this.#rules.allow(iss) === true;',
    replace: 'return Boolean(this.#rules.allow(iss));',
  },
  {
    name: 'an issuer may have a name of any length',
    file: registry,
    find: 'if (iss.length > MOST_ISSUER_CHARACTERS) return false;',
    replace: '',
  },
  {
    name: 'that an issuer is nobody’s is not remembered',
    file: registry,
    find: 'this.#unknown.add(iss, now);',
    replace: '',
  },
  {
    name: 'a failed look-up is tried again by every token',
    file: registry,
    find: "if (this.#failed.has(iss, now)) throw unavailable('failed a moment ago');",
    replace: '',
  },
  {
    name: 'every token that waits for an issuer looks it up',
    file: registry,
    find: 'this.#pending.set(iss, pending);',
    replace: '',
  },
  {
    name: 'a tenant may be resolved to another issuer',
    file: registry,
    find: 'if (trusted.issuer === iss) return trusted;',
    replace: 'if (trusted.issuer !== "") return trusted;',
  },
  {
    name: 'a tenant is never asked for again',
    file: registry,
    find: 'if (now >= tenant.freshUntil) this.#askAgain(tenant);',
    replace: '',
  },
  {
    name: 'a tenant that is gone stays',
    file: registry,
    find: 'if (options === undefined || options === null) return this.#tenants.delete(iss);',
    replace: 'if (options === undefined || options === null) return;',
  },
  {
    name: 'a tenant’s new options are never taken',
    file: registry,
    find: 'if (sameOptions(options, tenant.options)) {',
    replace: 'if (options.issuer === tenant.options.issuer) {',
  },
  {
    name: 'tenants are without bound',
    file: table,
    find: 'if (this.#proven.size + this.#unproven.size <= this.#most) return;',
    replace: 'if (this.#most > 0) return;',
  },
  {
    name: 'a flood of tenants without a good token pushes out all others',
    file: table,
    find: 'this.#unproven.size > this.#mostUnproven || this.#proven.size === 0',
    replace: 'this.#proven.size === 0',
  },
  {
    name: 'a tenant that is used does not stay longer for it',
    file: table,
    find: 'else tenant.used = true;',
    replace: '',
  },
  {
    name: 'a cached token outlives its tenant',
    file: verifier,
    find: '!this.#issuers.trusts(trusted) ||',
    replace: '',
  },
  {
    name: 'a migration has no end',
    file: migrating,
    find: 'return this.#clock() < this.#until ? this.#secrets.find(header) : undefined;',
    replace: 'return this.#secrets.find(header);',
  },
  {
    name: 'a migration ends a moment late',
    file: migrating,
    find: 'this.#clock() < this.#until',
    replace: 'this.#clock() <= this.#until',
  },
  {
    name: 'a migration ends for the new keys',
    file: migrating,
    find: 'if (!isSymmetric(header.alg)) return this.#publicKeys.find(header);',
    replace:
      'if (!isSymmetric(header.alg) && this.#clock() < this.#until) return this.#publicKeys.find(header);',
  },
  {
    name: 'a migration may end at a time without time zone',
    file: migration,
    find: '(Z|[+-]\\d\\d:\\d\\d)$/',
    replace: '(Z|[+-]\\d\\d:\\d\\d)?$/',
  },
  {
    name: 'a migration from secrets to secrets is one',
    file: migration,
    find: 'options.secret !== undefined || options.secrets !== undefined || ',
    replace: '',
  },
  {
    name: 'only the first of several secrets is tried',
    file: anyOf,
    find: 'keys.some((key) => key.verify(signingInput, signature))',
    replace: 'keys.slice(0, 1).some((key) => key.verify(signingInput, signature))',
  },
  {
    name: 'any number of secrets is tried in turn',
    file: keySource,
    find: ' || given.length > MOST_SECRETS_IN_TURN',
    replace: '',
  },
];
