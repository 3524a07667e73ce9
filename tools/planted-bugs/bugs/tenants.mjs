/** Mistakes in issuers that are looked up, and in the moves from one key to another. */
const migration = 'packages/core/src/issuers/resolve-migration.ts';
const migrating = 'packages/core/src/keys/migrating-keys.ts';
const anyOf = 'packages/core/src/keys/any-of.ts';
const keySource = 'packages/core/src/issuers/resolve-key-source.ts';
const registry = 'packages/core/src/issuers/tenants/tenant-registry.ts';
const table = 'packages/core/src/issuers/tenants/tenant-table.ts';
const tenantOptions = 'packages/core/src/issuers/tenants/tenant-changes.ts';
const boundedFetch = 'packages/core/src/keys/bounded-fetch.ts';
const asks = 'packages/core/src/issuers/tenants/tenant-resolver.ts';
const issuers = 'packages/core/src/issuers/issuer-registry.ts';
const verifier = 'packages/core/src/verifier/token-verifier.ts';

export const tenantBugs = [
  {
    name: 'an issuer is looked up although the rule did not allow it',
    file: registry,
    find: 'if (!this.allows(iss)) throw unknown(iss);',
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
    find: 'this.#askAgain(tenant);',
    replace: '',
  },
  {
    name: 'a tenant that is gone stays',
    file: registry,
    find: 'if (given === undefined || given === null) return this.#tenants.delete(iss);',
    replace: 'if (given === undefined || given === null) return;',
  },
  {
    name: 'a tenant’s new options are never taken',
    file: registry,
    find: "if (change !== 'nothing') {",
    replace: "if (change === 'transport') {",
  },
  {
    name: 'tenants are without bound',
    file: table,
    find: 'const isFull = this.#proven.size + this.#unproven.size >= this.#most;',
    replace: 'const isFull = this.#proven.size > 1e9;',
  },
  {
    name: 'a flood of tenants without a good token pushes out all others',
    file: table,
    find: 'if (this.#unproven.size < this.#mostUnproven) return',
    replace: 'if (this.#proven.size > 0) return',
  },
  {
    name: 'tenants that had a good token are remembered for ever',
    file: table,
    find: 'if (this.#wereProven.size <= this.#most) return;',
    replace: 'return;',
  },
  {
    name: 'a place that a tenant came back to is taken from it in a moment',
    file: table,
    find: 'if (waiting > 0 || (now < keptUntil && !isBack)) continue;',
    replace: 'if (waiting > 0) continue;',
  },
  {
    name: 'a key source of its own that hangs keeps a tenant its place',
    file: registry,
    find: 'tenant?.trusted !== trusted || tenant.options.keys !== undefined',
    replace: 'tenant?.trusted !== trusted',
  },
  {
    name: 'what a forgotten tenant was asked again before ends the one of after it',
    file: registry,
    find: 'if (this.#tenants.get(iss) === tenant && !this.#isClosed)',
    replace: 'if (!this.#isClosed)',
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
    find: '!this.#issuers.trusts(trusted, now) ||',
    replace: '',
  },
  {
    name: 'a tenant that goes takes the application’s own key source with it',
    file: table,
    find: 'if (keys === undefined) trusted.keys.close?.();',
    replace: 'if (keys !== null) trusted.keys.close?.();',
  },
  {
    name: 'the keys of a tenant that goes are never closed',
    file: table,
    find: 'if (keys === undefined) trusted.keys.close?.();',
    replace: 'if (keys === null) trusted.keys.close?.();',
  },
  {
    name: 'what the application changes in a tenant’s options in place is not noticed',
    file: tenantOptions,
    find: "if (name !== 'remote' || !isPlain(value)) return copyOf(value);",
    replace: "if (name !== 'remote' || !isPlain(value)) return value;",
  },
  {
    name: 'a key that is changed in place in a tenant’s set is not noticed',
    file: tenantOptions,
    find: 'if (Array.isArray(value)) return Array.from(value as readonly unknown[], copyOf);',
    replace: 'if (Array.isArray(value)) return [...(value as readonly unknown[])];',
  },
  {
    name: 'the bytes of a tenant’s secret are not copied',
    file: tenantOptions,
    find: 'if (types.isUint8Array(value)) return Uint8Array.from(value);',
    replace: 'if (types.isUint8Array(value)) return value;',
  },
  {
    name: 'a tenant keeps its keys although others were given',
    file: tenantOptions,
    find: "if (changed.some((name) => !RULES.has(name))) return 'keys';",
    replace: '',
  },
  {
    name: 'another key source of the application’s own passes for the same',
    file: tenantOptions,
    find: "if (name === 'keys') return one.keys === other.keys;",
    replace: "if (name === 'keys') return (one.keys === undefined) === (other.keys === undefined);",
  },
  {
    name: 'a function that is written into the answer costs the keys at hand',
    file: tenantOptions,
    find: "return { ...remote, fetch: typeof remote['fetch'], client: typeof remote['client'] };",
    replace: 'return remote;',
  },
  {
    name: 'keys are fetched by a function of long ago',
    file: tenantOptions,
    find: 'transport().fetch(...request)',
    replace: 'fetcher(...request)',
  },
  {
    name: 'new rules of a tenant’s tokens do not take effect',
    file: registry,
    find: "else if (change === 'rules') tenant.trusted = Object.freeze({ ...made, keys });",
    replace: '',
  },
  {
    name: 'new rules of a tenant’s tokens cost the keys at hand',
    file: registry,
    find: 'Object.freeze({ ...made, keys })',
    replace: 'made',
  },
  {
    name: 'a look-up that is older than forgetIssuer is used',
    file: registry,
    find: 'if (this.#pending.get(iss) !== pending) {',
    replace: 'if (this.#isClosed) {',
  },
  {
    name: 'an issuer that is forgotten each time is looked up for ever',
    file: registry,
    find: 'return this.find(iss, false);',
    replace: 'return this.find(iss);',
  },
  {
    name: 'forgetIssuer does not reach a look-up that is under way',
    file: registry,
    find: 'this.#pending.delete(iss); // its answer may be older than what is to be forgotten',
    replace: '',
  },
  {
    name: 'a look-up may take for ever',
    file: asks,
    find: 'timeoutMs: LONGEST_ANSWER_MS',
    replace: 'timeoutMs: 86_400_000',
  },
  {
    name: 'each look-up leaves a timer behind',
    file: boundedFetch,
    find: 'cancel();',
    replace: '',
  },
  {
    name: 'a tenant in use is asked for again by every token while that fails',
    file: registry,
    find: 'tenant.askAt = Math.min(this.#now() + FAILED_MS, tenant.endsAt);',
    replace: '',
  },
  {
    name: 'a failure gives a tenant a second more than its end',
    file: registry,
    find: 'Math.min(this.#now() + FAILED_MS, tenant.endsAt)',
    replace: 'this.#now() + FAILED_MS',
  },
  {
    name: 'a tenant that nobody can tell of stays for ever',
    file: registry,
    find: 'if (now >= tenant.endsAt) return false;',
    replace: '',
  },
  {
    name: 'a tenant whose tokens are cached is not asked for again',
    file: registry,
    find: 'this.#holds(tenant, this.#at(time))',
    replace: 'this.#at(time) < tenant.endsAt',
  },
  {
    name: 'a clock that is set back keeps a tenant from being asked for again',
    file: registry,
    find: 'for (const tenant of this.#tenants) tenant.askAt = Number.NEGATIVE_INFINITY;',
    replace: '',
  },
  {
    name: 'a clock that is set back gives a tenant more time',
    file: registry,
    find: 'this.#ahead += this.#latest - time;',
    replace: '',
  },
  {
    name: 'a closed verifier looks tenants up',
    file: registry,
    find: 'if (this.#isClosed) throw closed();\n    const tenant',
    replace: 'const tenant',
  },
  {
    name: 'a closed verifier accepts cached tokens of tenants',
    file: registry,
    find: '!this.#isClosed &&\n      this.allows',
    replace: 'this.allows',
  },
  {
    name: 'close() leaves look-ups waiting',
    file: registry,
    find: 'this.#rules.asks.close(closed());',
    replace: '',
  },
  {
    name: 'a closed verifier takes the answer of a tenant in use',
    file: registry,
    find: 'if (this.#tenants.get(iss) === tenant && !this.#isClosed) this.#renew',
    replace: 'if (this.#tenants.get(iss) === tenant) this.#renew',
  },
  {
    name: 'a tenant without a good token keeps no place',
    file: table,
    find: 'if (now < keptUntil) return keptUntil - now; // those behind it came later',
    replace: '',
  },
  {
    name: 'look-ups that are under way are not counted among those who come',
    file: registry,
    find: 'this.#tenants.placeIn(iss, now, this.#pending.size)',
    replace: 'this.#tenants.placeIn(iss, now, 0)',
  },
  {
    name: 'a tenant with a good token that had to go is kept out',
    file: table,
    find: 'if (size + coming < this.#most || this.#wereProven.has(iss)) return 0;',
    replace: 'if (size + coming < this.#most) return 0;',
  },
  {
    name: 'a tenant that had a good token once comes back past the others for ever',
    file: table,
    find: 'this.#wereProven.delete(issuer);',
    replace: '',
  },
  {
    name: 'a tenant is pushed out while a token waits for its first keys',
    file: table,
    find: 'if (waiting > 0 || (now < keptUntil && !isBack)) continue;',
    replace: 'if (now < keptUntil && !isBack) continue;',
  },
  {
    name: 'a tenant in use is pushed out while a token waits for its keys',
    file: table,
    find: 'if (tenant.waiting > 0) continue;',
    replace: '',
  },
  {
    name: 'a tenant is pushed out between its look-up and its keys',
    file: registry,
    find: 'void this.held(trusted, pending);',
    replace: '',
  },
  {
    name: 'a tenant for which there is no place is looked up by every token',
    file: registry,
    find: 'this.#failed.add(iss, now);',
    replace: '',
  },
  {
    name: 'a place that was waited in is never free again',
    file: registry,
    find: 'tenant.waiting--;',
    replace: '',
  },
  {
    name: 'a misspelt issuer passes for a tenant in denyKey and refreshKeys',
    file: issuers,
    find: '!this.#mayBeTenant(issuer)',
    replace: 'this.#tenants === undefined',
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
