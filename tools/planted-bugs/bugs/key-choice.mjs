/** Mistakes in selecting among the keys of an issuer, and in their algorithms. */
const importJwks = 'packages/core/src/jwk/import-jwks.ts';
const importKey = 'packages/core/src/jwk/import-key.ts';
const keySet = 'packages/core/src/jws/key-set.ts';
const keySource = 'packages/core/src/issuers/resolve-key-source.ts';
const remoteJwks = 'packages/core/src/keys/remote-jwks.ts';
const resolveAlgorithm = 'packages/core/src/jwk/resolve-algorithm.ts';
const verificationKey = 'packages/core/src/jwk/verification-key.ts';

export const keyChoiceBugs = [
  {
    name: 'an unknown kid falls back to the first key',
    file: keySet,
    find: 'return found ?? this.#choose(kid, alg);',
    replace: 'return found ?? this.#choose(kid, alg) ?? this.keys[0];',
  },
  {
    name: 'a single key with a kid matches any kid',
    file: keySet,
    find: 'return found ?? this.#choose(kid, alg);',
    replace: 'return found ?? this.#only ?? this.#choose(kid, alg);',
  },
  {
    name: 'the last of two keys with one kid wins',
    file: keySet,
    find: 'else this.#sharing.set(kid, [first, ...others]);',
    replace: 'else this.#byKid.set(kid, others.at(-1) ?? first);',
  },
  {
    name: 'the first of two keys with one kid and algorithm wins',
    file: keySet,
    find: 'if (first !== undefined && others.length === 0) return first;',
    replace: 'if (first !== undefined) return first;',
  },
  {
    name: 'without kid the first of several keys is used',
    file: keySet,
    find: 'const found = kid === undefined ? this.#only : this.#byKid.get(kid);',
    replace: 'const found = kid === undefined ? this.keys[0] : this.#byKid.get(kid);',
  },
  {
    name: 'without kid a key for a different algorithm is used',
    file: keySet,
    find: 'if (first === undefined && kid !== undefined) return sharing[0];',
    replace: 'if (first === undefined) return sharing[0];',
  },
  {
    name: 'kid is ignored: the first key verifies every token',
    file: keySet,
    find: 'const found = kid === undefined ? this.#only : this.#byKid.get(kid);',
    replace: 'const found = this.keys[0];',
  },
  {
    name: 'a key without kid matches any kid, beside keys that have one',
    file: keySet,
    find: 'return this.#hasKeyIds ? undefined : this.#nameless(alg);',
    replace: 'return this.#nameless(alg);',
  },
  {
    name: 'the first of several keys without kid matches any kid',
    file: keySet,
    find: 'return others.length === 0 ? (first ?? this.#only) : undefined;',
    replace: 'return first ?? this.#only;',
  },
  {
    name: 'each token without kid compares all keys with each other',
    file: keySet,
    find: 'return this.#byAlgorithm.get(alg) ?? [];',
    replace: 'return boundTo(alg, this.keys);',
  },
  {
    name: 'two different keys of one kid and algorithm count as one',
    file: verificationKey,
    find: 'return own !== undefined && others !== undefined && own.equals(others);',
    replace: 'return own !== undefined && others !== undefined;',
  },
  {
    name: 'one key for two algorithms works only for the first',
    file: verificationKey,
    find: ' || other.alg !== this.alg) return false;',
    replace: ') return false;',
  },
  {
    name: 'the same key twice counts as two keys',
    file: keySet,
    find: 'return key === other || key.isSameAs?.(other) === true;',
    replace: 'return key === other;',
  },
  {
    name: 'the first of several possible algorithms of a key is used',
    file: resolveAlgorithm,
    find: 'if (left.length === 1 || first === claims.possible[0]) return first;',
    replace: 'if (left.length > 0) return first;',
  },
  {
    name: 'the alg of a JWK does not narrow the configured algorithms',
    file: importKey,
    find: 'return { possible: possibleAlgorithms(key), stated, allowed: allowedBy(options) };',
    replace:
      'return { possible: possibleAlgorithms(key), allowed: allowedBy(options), stated: undefined };',
  },
  {
    name: 'the allowed algorithms are ignored for a JWK Set',
    file: importJwks,
    find: ': [importKey(jwk as Jwk, { algorithms })];',
    replace: ': [importKey(jwk as Jwk)];',
  },
  {
    name: 'a JWK Set is silently narrowed to the default algorithms',
    file: keySource,
    find: 'const bindEach = options.algorithms !== undefined;',
    replace: 'const bindEach = false;',
  },
  {
    name: 'a key without alg allows every algorithm, without configured algorithms',
    file: keySource,
    find: 'const bindEach = options.algorithms !== undefined;',
    replace: 'const bindEach = true;',
  },
  {
    name: 'a single public key allows every algorithm, without configured algorithms',
    file: keySource,
    find: '? [importKey(material, { algorithms })]',
    replace: '? importKeyForEach(material, { algorithms })',
  },
  {
    name: 'the allowed algorithms are ignored for a remote JWKS',
    file: keySource,
    find: '{ ...remote, algorithms: listed, issuer, tokenType }, { clock }',
    replace: '{ ...remote, issuer, tokenType }, { clock }',
  },
  {
    name: 'a remote key allows every algorithm, without configured algorithms',
    file: keySource,
    find: '{ ...remote, algorithms: listed, issuer, tokenType }, { clock }',
    replace: '{ ...remote, algorithms, issuer, tokenType }, { clock }',
  },
  {
    name: 'remote keys are silently narrowed to the default algorithms',
    file: remoteJwks,
    find: '{ algorithms, bindEach: true };',
    replace: '{ algorithms };',
  },
  {
    name: 'a remote key allows every algorithm in the metadata',
    file: remoteJwks,
    find: 'return this.#algorithms === undefined ? { algorithms } :',
    replace: 'return algorithms.length === 0 ? { algorithms } :',
  },
  {
    name: 'only the first of several secrets is tried for each algorithm',
    file: keySource,
    find: 'keys.filter((key) => key.alg === alg),',
    replace: 'keys.filter((key) => key.alg === alg).slice(0, 1),',
  },
];
