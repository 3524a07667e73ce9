/** Mistakes in the key ring of an issuer: when keys sign and expire, revoked keys, encryption, writers. */
const plan = 'packages/issuer/src/key-ring/rotation-plan.ts';
const ringPlan = 'packages/issuer/src/key-ring/ring-plan.ts';
const lineage = 'packages/issuer/src/key-ring/ring-lineage.ts';
const keeper = 'packages/issuer/src/key-ring/ring-writer.ts';
const ring = 'packages/issuer/src/key-ring/key-ring.ts';
const seal = 'packages/issuer/src/key-ring/key-seal.ts';
const options = 'packages/issuer/src/key-ring/key-ring.options.ts';
const signer = 'packages/issuer/src/signing/token-signer.ts';

export const keyRingBugs = [
  {
    name: 'unknown options of a key ring are accepted',
    file: options,
    find: '  assertKnownOptions(options, NAMES);\n',
    replace: '',
  },
  {
    name: 'a key signs before verifiers can have it',
    file: plan,
    find: 'key.publishedAt + settings.jwksMaxAgeMs + settings.propagationTimeMs + settings.toleranceMs',
    replace: 'key.publishedAt + settings.propagationTimeMs + settings.toleranceMs',
  },
  {
    name: 'a key is removed before its last tokens expire',
    file: plan,
    find: 'return key.retiredAt + settings.propagationTimeMs + longest + settings.toleranceMs;',
    replace: 'return key.retiredAt + settings.propagationTimeMs + settings.toleranceMs;',
  },
  {
    name: 'a revoked key is rejected only after the store has responded',
    file: ring,
    find: '    this.#show(this.#snapshot.without(kid));\n',
    replace: '',
  },
  {
    name: 'a read that started before a revocation restores the key',
    file: ring,
    find: 'if (this.#keeper.isKilled(kid)) shown = shown.without(kid);',
    replace: '',
  },
  {
    name: 'a backup restores a revoked key',
    file: ringPlan,
    find: 'const byKid = new Map([...killed, ...ring.killed].map((each) => [each.kid, each]));',
    replace: 'const byKid = new Map(ring.killed.map((each) => [each.kid, each]));',
  },
  {
    name: 'tombstones in the store are ignored',
    file: ringPlan,
    find: 'const alive = ring.keys.filter(({ kid }) => !dead.has(kid));',
    replace:
      'const alive = ring.keys.filter(({ kid }) => !dead.has(kid) || ring.killed.some((each) => each.kid === kid));',
  },
  {
    name: 'a tombstone is removed before the tokens of its key expire',
    file: ringPlan,
    find: 'now + Math.max(tokensMs, MIN_TOMBSTONE_MS)',
    replace: 'now + MIN_TOMBSTONE_MS',
  },
  {
    name: 'a process uses its own clock instead of the store’s',
    file: keeper,
    find: 'if (time === undefined) return this.#clock();',
    replace: 'if (time === undefined || time > 0) return this.#clock();',
  },
  {
    name: 'steps are scheduled by the process’s clock and written with the store’s',
    file: keeper,
    find: 'this.#planned(loaded, request, await this.#time());',
    replace: 'this.#planned(loaded, request, this.#clock());',
  },
  {
    name: 'times written by a wrong clock are kept',
    file: ringPlan,
    find: 'isAhead = (time: number | undefined): boolean => time !== undefined && time > latest;',
    replace:
      'isAhead = (time: number | undefined): boolean => time !== undefined && time > latest * 2;',
  },
  {
    name: 'a store without a clock returns a time',
    file: keeper,
    find: 'if (!Number.isFinite(time)) {',
    replace: 'if (Number.isNaN(this.#clock())) {',
  },
  {
    name: 'a new ring replaces the lost one',
    file: lineage,
    find: '|| descendsFrom(loaded, seen.ring)) return',
    replace: '|| loaded.version > 0) return',
  },
  {
    name: 'tokens of a lost ring’s successor are rejected',
    file: lineage,
    find: '    ...others.map((key) => ofOneAlone(key, now)),\n',
    replace: '',
  },
  {
    name: 'PostgreSQL writes a ring after its deadline',
    file: 'packages/issuer/src/stores/postgres/server.ts',
    find: '${SERVER_CLOCK} < ${parameter}::float8)',
    replace: '${SERVER_CLOCK} > 0 + 0 * ${parameter}::float8)',
  },
  {
    name: 'Redis writes a ring after its deadline',
    file: 'packages/issuer/src/stores/redis/key-store.ts',
    find: "${tooLate('ARGV[4]')}",
    replace: '',
  },
  {
    name: 'a ring is written without a deadline',
    file: keeper,
    find: 'this.#store.time && now + storeTimeoutMs;',
    replace: 'this.#store.time && now + storeTimeoutMs * 1000;',
  },
  {
    name: 'PostgreSQL swaps without comparing',
    file: 'packages/issuer/src/stores/postgres/key-store.ts',
    find: 'where name = $1 and version = $5 and',
    replace: 'where name = $1 and $5::bigint > 0 and',
  },
  {
    name: 'Redis swaps without comparing',
    file: 'packages/issuer/src/stores/redis/key-store.ts',
    find: "if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end",
    replace: '',
  },
  {
    name: 'memory swaps without comparing',
    file: 'packages/issuer/src/stores/memory/key-store.ts',
    find: 'if ((this.#ring?.version ?? 0) !== expectedVersion) return Promise.resolve(false);',
    replace: '',
  },
  {
    name: 'a failed replacement of a ring counts as successful',
    file: keeper,
    find: 'if (!isWritten) return undefined;',
    replace: '',
  },
  {
    name: 'an encrypted key decrypts under a different key ID',
    file: seal,
    find: '`portcullis.key.v1\\n${id}\\n${boundTo}`',
    replace: '`portcullis.key.v1\\n${id}`',
  },
  {
    name: 'a key-encryption key may be zeros',
    file: seal,
    find: 'if (new Set(key).size < 8) throw',
    replace: 'if (new Set(key).size < 1) throw',
  },
  {
    name: 'keys are stored unencrypted',
    file: options,
    find: 'if (store.isInProcess === true || keyEncryptionKeys !== undefined) return;',
    replace: 'if (store.isInProcess !== false || keyEncryptionKeys !== undefined) return;',
  },
  {
    name: 'a process without the store continues to sign',
    file: ring,
    find: 'if (active !== undefined && this.#isFresh()) return active;',
    replace: 'if (active !== undefined) return active;',
  },
  {
    name: 'a process without the store continues to publish keys',
    file: ring,
    find: 'if (maxAgeMs < MIN_MAX_AGE_MS) throw',
    replace: 'if (maxAgeMs < -MIN_MAX_AGE_MS) throw',
  },
  {
    name: 'a process without the store rejects a new key as unknown',
    file: ring,
    find: 'if (key === undefined && !this.#isFresh()) throw unavailable();',
    replace: '',
  },
  {
    name: 'a write that arrives late counts from when it was sent',
    file: keeper,
    find: '      this.#isUnsureOf(now); // it may still be written, at any time\n',
    replace: '',
  },
  {
    name: 'a wrong key-encryption key is noticed only after a write',
    file: keeper,
    find: 'this.#held = await this.#openAll(found).catch(',
    replace: 'await Promise.resolve().catch(',
  },
  {
    name: 'keys of a lost ring are not restored',
    file: keeper,
    find: 'const found = reconciled(loaded, this.#seen, now) ?? NO_RING;',
    replace: 'const found = reconciled(loaded, undefined, now) ?? NO_RING;',
  },
  {
    name: 'an unchanged key becomes a new object',
    file: keeper,
    find: 'if (held?.sealed === sealed && held.key.alg === stored.alg) return [kid, held];',
    replace: '',
  },
  {
    name: 'a change of algorithm waits for the next rotation',
    file: ringPlan,
    find: 'const force = ring.rotatesSoon || (active !== undefined && active.alg !== alg);',
    replace: 'const force = ring.rotatesSoon;',
  },
  {
    name: 'a signer signs tokens that outlive their key',
    file: signer,
    find: 'if (seconds <= this.#longestToken) return seconds;',
    replace: 'return seconds;',
  },
];
