/** Mistakes in tenants, and in migrations from one key to another. */
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
    name: 'an issuer is looked up although it is not allowed',
    file: registry,
    find: 'if (!this.allows(iss)) throw unknown(iss);',
    replace: '',
  },
  {
    name: 'a truthy result allows an issuer',
    file: registry,
    find: 'return this.#rules.allow(iss) === true;',
    replace: 'return Boolean(this.#rules.allow(iss));',
  },
  {
    name: 'the length of an issuer is unlimited',
    file: registry,
    find: 'if (iss.length > MOST_ISSUER_CHARACTERS) return false;',
    replace: '',
  },
  {
    name: 'an unknown issuer is not remembered',
    file: registry,
    find: 'this.#unknown.add(iss, now);',
    replace: '',
  },
  {
    name: 'every token retries a failed lookup',
    file: registry,
    find: "if (this.#failed.has(iss, now)) throw unavailable('failed a moment ago');",
    replace: '',
  },
  {
    name: 'every waiting token looks the issuer up',
    file: registry,
    find: 'this.#pending.set(iss, pending);',
    replace: '',
  },
  {
    name: 'a tenant may resolve to a different issuer',
    file: registry,
    find: 'if (trusted.issuer === iss) return trusted;',
    replace: 'if (trusted.issuer !== "") return trusted;',
  },
  {
    name: 'a tenant is never looked up again',
    file: registry,
    find: 'this.#askAgain(tenant);',
    replace: '',
  },
  {
    name: 'a removed tenant is kept',
    file: registry,
    find: 'if (given === undefined || given === null) return this.#tenants.delete(iss);',
    replace: 'if (given === undefined || given === null) return;',
  },
  {
    name: 'a tenant’s new options are ignored',
    file: registry,
    find: "if (change !== 'nothing') {",
    replace: "if (change === 'transport') {",
  },
  {
    name: 'the number of tenants is unlimited',
    file: table,
    find: 'const isFull = this.#proven.size + this.#unproven.size >= this.#most;',
    replace: 'const isFull = this.#proven.size > 1e9;',
  },
  {
    name: 'a flood of unverified tenants evicts all others',
    file: table,
    find: 'if (this.#unproven.size < this.#mostUnproven) return',
    replace: 'if (this.#proven.size > 0) return',
  },
  {
    name: 'verified tenants are remembered without a time limit',
    file: table,
    find: 'if (this.#wereProven.size <= this.#most) return;',
    replace: 'return;',
  },
  {
    name: 'a returning tenant is evicted immediately',
    file: table,
    find: 'if (waiting > 0 || (now < keptUntil && !isBack)) continue;',
    replace: 'if (waiting > 0) continue;',
  },
  {
    name: 'a hanging custom key source keeps its tenant cached',
    file: registry,
    find: 'tenant?.trusted !== trusted || tenant.options.keys !== undefined',
    replace: 'tenant?.trusted !== trusted',
  },
  {
    name: 'an old refresh of a forgotten tenant removes the new one',
    file: registry,
    find: 'if (this.#tenants.get(iss) === tenant && !this.#isClosed)',
    replace: 'if (!this.#isClosed)',
  },
  {
    name: 'use does not keep a tenant cached',
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
    name: 'an evicted tenant closes the application’s key source',
    file: table,
    find: 'if (keys === undefined) trusted.keys.close?.();',
    replace: 'if (keys !== null) trusted.keys.close?.();',
  },
  {
    name: 'the key source of an evicted tenant is never closed',
    file: table,
    find: 'if (keys === undefined) trusted.keys.close?.();',
    replace: 'if (keys === null) trusted.keys.close?.();',
  },
  {
    name: 'changes to a tenant’s options object are not noticed',
    file: tenantOptions,
    find: "if (name !== 'remote' || !isPlain(value)) return copyOf(value);",
    replace: "if (name !== 'remote' || !isPlain(value)) return value;",
  },
  {
    name: 'a key changed inside a tenant’s JWK Set is not noticed',
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
    name: 'a tenant keeps its keys although its options have new ones',
    file: tenantOptions,
    find: "if (changed.some((name) => !CLAIMS_OPTIONS.has(name))) return 'keys';",
    replace: '',
  },
  {
    name: 'a different custom key source counts as the same',
    file: tenantOptions,
    find: "if (name === 'keys') return one.keys === other.keys;",
    replace: "if (name === 'keys') return (one.keys === undefined) === (other.keys === undefined);",
  },
  {
    name: 'an inline function in the options discards the cached keys',
    file: tenantOptions,
    find: "return { ...remote, fetch: typeof remote['fetch'], client: typeof remote['client'] };",
    replace: 'return remote;',
  },
  {
    name: 'keys are fetched with an outdated function',
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
    name: 'new rules of a tenant’s tokens discard the cached keys',
    file: registry,
    find: 'Object.freeze({ ...made, keys })',
    replace: 'made',
  },
  {
    name: 'a lookup from before forgetIssuer is used',
    file: registry,
    find: 'if (this.#pending.get(iss) !== pending) {',
    replace: 'if (this.#isClosed) {',
  },
  {
    name: 'an issuer that is forgotten repeatedly is looked up without a limit',
    file: registry,
    find: 'return this.find(iss, false);',
    replace: 'return this.find(iss);',
  },
  {
    name: 'forgetIssuer does not affect a running lookup',
    file: registry,
    find: 'this.#pending.delete(iss); // its answer may be older than what is to be forgotten',
    replace: '',
  },
  {
    name: 'a lookup has no time limit',
    file: asks,
    find: 'timeoutMs: LONGEST_ANSWER_MS',
    replace: 'timeoutMs: 86_400_000',
  },
  {
    name: 'each lookup leaks a timer',
    file: boundedFetch,
    find: 'cancel();',
    replace: '',
  },
  {
    name: 'every token retries a failing refresh of a tenant',
    file: registry,
    find: 'tenant.askAt = Math.min(this.#now() + FAILED_MS, tenant.endsAt);',
    replace: '',
  },
  {
    name: 'a failure extends a tenant by a second',
    file: registry,
    find: 'Math.min(this.#now() + FAILED_MS, tenant.endsAt)',
    replace: 'this.#now() + FAILED_MS',
  },
  {
    name: 'a tenant whose refresh fails never expires',
    file: registry,
    find: 'if (now >= tenant.endsAt) return false;',
    replace: '',
  },
  {
    name: 'a tenant with cached tokens is not refreshed',
    file: registry,
    find: 'this.#holds(tenant, this.#at(time))',
    replace: 'this.#at(time) < tenant.endsAt',
  },
  {
    name: 'a clock that is set back stops the refresh of a tenant',
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
    name: 'close() leaves lookups pending',
    file: registry,
    find: 'this.#rules.asks.close(closed());',
    replace: '',
  },
  {
    name: 'a closed verifier accepts the result of a lookup',
    file: registry,
    find: 'if (this.#tenants.get(iss) === tenant && !this.#isClosed) this.#renew',
    replace: 'if (this.#tenants.get(iss) === tenant) this.#renew',
  },
  {
    name: 'an unverified tenant is not cached',
    file: table,
    find: 'if (now < keptUntil) return keptUntil - now; // those behind it came later',
    replace: '',
  },
  {
    name: 'running lookups are not counted',
    file: registry,
    find: 'this.#tenants.placeIn(iss, now, this.#pending.size)',
    replace: 'this.#tenants.placeIn(iss, now, 0)',
  },
  {
    name: 'an evicted verified tenant is not readmitted',
    file: table,
    find: 'if (size + coming < this.#most || this.#wereProven.has(iss)) return 0;',
    replace: 'if (size + coming < this.#most) return 0;',
  },
  {
    name: 'a once verified tenant is always preferred',
    file: table,
    find: 'this.#wereProven.delete(issuer);',
    replace: '',
  },
  {
    name: 'a tenant is evicted while a token waits for its first keys',
    file: table,
    find: 'if (waiting > 0 || (now < keptUntil && !isBack)) continue;',
    replace: 'if (now < keptUntil && !isBack) continue;',
  },
  {
    name: 'a tenant in use is evicted while a token waits for its keys',
    file: table,
    find: 'if (tenant.waiting > 0) continue;',
    replace: '',
  },
  {
    name: 'a tenant is evicted between its lookup and its keys',
    file: registry,
    find: 'void this.held(trusted, pending);',
    replace: '',
  },
  {
    name: 'every token looks up a tenant that cannot be cached',
    file: registry,
    find: 'this.#failed.add(iss, now);',
    replace: '',
  },
  {
    name: 'a waiting slot is never released',
    file: registry,
    find: 'tenant.waiting--;',
    replace: '',
  },
  {
    name: 'an unknown issuer counts as a tenant in denyKey and refreshKeys',
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
    name: 'a migration from secrets to secrets is accepted',
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
    name: 'the number of secrets is unlimited',
    file: keySource,
    find: ' || given.length > MOST_SECRETS_IN_TURN',
    replace: '',
  },
];
