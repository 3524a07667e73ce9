/** Mistakes in choosing among the keys of an issuer, and in what each of them is for. */
const importJwks = 'packages/core/src/jwk/import-jwks.ts';
const importKey = 'packages/core/src/jwk/import-key.ts';
const keySet = 'packages/core/src/jws/key-set.ts';
const keySource = 'packages/core/src/issuers/resolve-key-source.ts';
const remoteJwks = 'packages/core/src/keys/remote-jwks.ts';
const resolveAlgorithm = 'packages/core/src/jwk/resolve-algorithm.ts';
const verificationKey = 'packages/core/src/jwk/verification-key.ts';

export const keyChoiceBugs = [
  {
    name: 'a kid that is not there falls back to the first key',
    file: keySet,
    find: 'return found ?? this.#choose(kid, alg);',
    replace: 'return found ?? this.#choose(kid, alg) ?? this.keys[0];',
  },
  {
    name: 'a lone key is meant by whatever kid, also where it has one of its own',
    file: keySet,
    find: 'return found ?? this.#choose(kid, alg);',
    replace: 'return found ?? this.#only ?? this.#choose(kid, alg);',
  },
  {
    name: 'of two keys with one kid the last wins',
    file: keySet,
    find: 'else this.#sharing.set(kid, [first, ...others]);',
    replace: 'else this.#byKid.set(kid, others.at(-1) ?? first);',
  },
  {
    name: 'of two keys with one kid and one algorithm the first wins',
    file: keySet,
    find: 'if (first !== undefined && others.length === 0) return first;',
    replace: 'if (first !== undefined) return first;',
  },
  {
    name: 'without kid the first of several keys is taken',
    file: keySet,
    find: 'const found = kid === undefined ? this.#only : this.#byKid.get(kid);',
    replace: 'const found = kid === undefined ? this.keys[0] : this.#byKid.get(kid);',
  },
  {
    name: 'without kid a key for another algorithm is taken where none is for that of the token',
    file: keySet,
    find: 'if (first === undefined && kid !== undefined) return sharing[0];',
    replace: 'if (first === undefined) return sharing[0];',
  },
  {
    name: 'kid is ignored: the first key is every token’s',
    file: keySet,
    find: 'const found = kid === undefined ? this.#only : this.#byKid.get(kid);',
    replace: 'const found = this.keys[0];',
  },
  {
    name: 'a key without kid answers for any kid beside keys that have one',
    file: keySet,
    find: 'return this.#hasKeyIds ? undefined : this.#nameless(alg);',
    replace: 'return this.#nameless(alg);',
  },
  {
    name: 'of several keys without kid the first answers for any kid',
    file: keySet,
    find: 'return others.length === 0 ? (first ?? this.#only) : undefined;',
    replace: 'return first ?? this.#only;',
  },
  {
    name: 'each token without kid has all keys compared with each other',
    file: keySet,
    find: 'return this.#byAlgorithm.get(alg) ?? [];',
    replace: 'return boundTo(alg, this.keys);',
  },
  {
    name: 'two keys of one kid and one algorithm are one, whatever they are made of',
    file: verificationKey,
    find: 'return own !== undefined && others !== undefined && own.equals(others);',
    replace: 'return own !== undefined && others !== undefined;',
  },
  {
    name: 'one key for two algorithms is one key for the first of them',
    file: verificationKey,
    find: ' || other.alg !== this.alg) return false;',
    replace: ') return false;',
  },
  {
    name: 'the very same key twice is two keys',
    file: keySet,
    find: 'return key === other || key.isSameAs?.(other) === true;',
    replace: 'return key === other;',
  },
  {
    name: 'of several algorithms that a key may be for the first is taken',
    file: resolveAlgorithm,
    find: 'if (left.length === 1 || first === claims.possible[0]) return first;',
    replace: 'if (left.length > 0) return first;',
  },
  {
    name: 'the alg of a JWK does not narrow the algorithms that are listed',
    file: importKey,
    find: 'return { possible: possibleAlgorithms(key), stated, allowed: allowedBy(options) };',
    replace:
      'return { possible: possibleAlgorithms(key), allowed: allowedBy(options), stated: undefined };',
  },
  {
    name: 'the allowed algorithms do not reach the keys of a JWK Set',
    file: importJwks,
    find: ': [importKey(jwk as Jwk, { algorithms })];',
    replace: ': [importKey(jwk as Jwk)];',
  },
  {
    name: 'a JWK Set is narrowed to the customary algorithms in silence',
    file: keySource,
    find: 'const bindEach = options.algorithms !== undefined;',
    replace: 'const bindEach = false;',
  },
  {
    name: 'a bare key is for every algorithm where none is listed',
    file: keySource,
    find: 'const bindEach = options.algorithms !== undefined;',
    replace: 'const bindEach = true;',
  },
  {
    name: 'a public key of its own is for every algorithm where none is listed',
    file: keySource,
    find: '? [importKey(material, { algorithms })]',
    replace: '? importKeyForEach(material, { algorithms })',
  },
  {
    name: 'the allowed algorithms do not reach a remote JWKS',
    file: keySource,
    find: '{ ...remote, algorithms: listed, issuer, tokenType }, { clock }',
    replace: '{ ...remote, issuer, tokenType }, { clock }',
  },
  {
    name: 'a remote key is for every algorithm where none is listed',
    file: keySource,
    find: '{ ...remote, algorithms: listed, issuer, tokenType }, { clock }',
    replace: '{ ...remote, algorithms, issuer, tokenType }, { clock }',
  },
  {
    name: 'remote keys are narrowed to the customary algorithms in silence',
    file: remoteJwks,
    find: '{ algorithms, bindEach: true };',
    replace: '{ algorithms };',
  },
  {
    name: 'a remote key is for every algorithm that metadata lists',
    file: remoteJwks,
    find: 'return this.#algorithms === undefined ? { algorithms } :',
    replace: 'return algorithms.length === 0 ? { algorithms } :',
  },
  {
    name: 'of secrets in turn only the first is tried for each algorithm',
    file: keySource,
    find: 'keys.filter((key) => key.alg === alg),',
    replace: 'keys.filter((key) => key.alg === alg).slice(0, 1),',
  },
];
