/** Mistakes in the key policy. */
const importJwks = 'packages/core/src/jwk/import-jwks.ts';
const importKey = 'packages/core/src/jwk/import-key.ts';
const keyObject = 'packages/core/src/jwk/key-object.ts';
const published = 'packages/core/src/jwk/published-secrets.ts';
const readJwk = 'packages/core/src/jwk/read-jwk.ts';
const resolveAlgorithm = 'packages/core/src/jwk/resolve-algorithm.ts';
const rsaPolicy = 'packages/core/src/jwk/rsa-policy.ts';
const secretPolicy = 'packages/core/src/jwk/secret-policy.ts';
const derKey = 'packages/core/src/jwk/der-key.ts';

export const jwkBugs = [
  {
    name: 'the alg of a JWK is not checked',
    file: resolveAlgorithm,
    find: '(stated === undefined || alg === stated) &&',
    replace: '',
  },
  {
    name: 'the configured algorithms do not bind a key',
    file: resolveAlgorithm,
    find: '(allowed === undefined || allowed.includes(alg))',
    replace: '(allowed === undefined || allowed.length > 0)',
  },
  {
    name: 'RSA keys of 1024 bits are accepted',
    file: rsaPolicy,
    find: 'LEAST_MODULUS_BITS = 2048',
    replace: 'LEAST_MODULUS_BITS = 1024',
  },
  {
    name: 'RSA keys of exactly 2048 bits are rejected',
    file: rsaPolicy,
    find: 'modulusLength < LEAST_MODULUS_BITS',
    replace: 'modulusLength <= LEAST_MODULUS_BITS',
  },
  {
    name: 'RSA keys may be of any size',
    file: rsaPolicy,
    find: ' || modulusLength > MOST_MODULUS_BITS',
    replace: '',
  },
  {
    name: 'an RSA exponent of 3 is accepted',
    file: rsaPolicy,
    find: 'LEAST_EXPONENT = 65537n',
    replace: 'LEAST_EXPONENT = 3n',
  },
  {
    name: 'an RSA exponent may be of any size',
    file: rsaPolicy,
    find: 'publicExponent > MOST_EXPONENT ||',
    replace: '',
  },
  {
    name: 'the ROCA fingerprint is not checked',
    file: rsaPolicy,
    find: 'if (hasRocaFingerprint(modulusOf(key, modulusLength, publicExponent))) {',
    replace: 'if (hasRocaFingerprint(0n)) {',
  },
  {
    name: 'the modulus is read with an offset, so its fingerprint is never found',
    file: rsaPolicy,
    find: 'const end = der.length - 2 - (',
    replace: 'const end = der.length - 1 - (',
  },
  {
    name: 'a private KeyObject passes for a public one',
    file: importKey,
    find: "if (key.type === 'private') {",
    replace: 'if (key.type === undefined) {',
  },
  {
    name: 'a public KeyObject is accepted as a secret',
    file: importKey,
    find: "if (secret.type !== 'secret')",
    replace: "if (secret.type === 'private')",
  },
  {
    name: 'RSA-PSS keys skip the key policy',
    file: keyObject,
    find: "key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss'",
    replace: "key.asymmetricKeyType === 'rsa'",
  },
  {
    name: '32 bytes are enough for every HMAC secret',
    file: importKey,
    find: 'assertSecretPolicy(key.export(), hmac.hashLength)',
    replace: 'assertSecretPolicy(key.export(), 32)',
  },
  {
    name: 'the alg option bypasses the allowed algorithms',
    file: importKey,
    find: 'return algorithms === undefined || algorithms.includes(alg) ? [alg] : [];',
    replace: 'return [alg];',
  },
  {
    name: 'a P-384 key may be for ES256',
    file: importKey,
    find: "['ec secp384r1', ['ES384']],",
    replace: "['ec secp384r1', ['ES384', 'ES256']],",
  },
  {
    name: 'secp256k1 passes for P-256',
    file: importKey,
    find: "['ec prime256v1', ['ES256']],",
    replace: "['ec prime256v1', ['ES256']],\n  ['ec secp256k1', ['ES256']],",
  },
  {
    name: 'the hash of an RSASSA-PSS key is not checked',
    file: importKey,
    find: '(hashAlgorithm === undefined || hashAlgorithm === hash) &&',
    replace: '',
  },
  {
    name: 'the MGF1 hash of an RSASSA-PSS key is not checked',
    file: importKey,
    find: '(mgf1HashAlgorithm === undefined || mgf1HashAlgorithm === hash) &&',
    replace: '',
  },
  {
    name: 'a secret that starts like DER counts as a key',
    file: derKey,
    find: '!MEMBERS.has(member.tag) || ',
    replace: '',
  },
  {
    name: 'the length of a secret in bits is compared with a minimum in bytes',
    file: secretPolicy,
    find: 'secret.length < leastBytes',
    replace: 'secret.length * 8 < leastBytes',
  },
  {
    name: 'secrets of tutorials are accepted',
    file: secretPolicy,
    find: 'if (isWellKnown(secret)) {',
    replace: 'if (hasShortPeriod(secret)) {',
  },
  {
    name: 'one repeated byte is accepted as a secret',
    file: secretPolicy,
    find: ' || hasShortPeriod(secret)',
    replace: '',
  },
  {
    name: 'the secret of RFC 7515 is recognized as text but not as bytes',
    file: published,
    find: " || bytes?.equals(Buffer.from(printed, 'base64url'))",
    replace: '',
  },
  {
    name: 'a JWK counts as private only with every private member',
    file: readJwk,
    find: 'PRIVATE_MEMBERS.some(',
    replace: 'PRIVATE_MEMBERS.every(',
  },
  {
    name: 'd alone makes a JWK private',
    file: readJwk,
    find: "['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv']",
    replace: "['d']",
  },
  {
    name: 'only the use enc is rejected',
    file: readJwk,
    find: "isStated(use) && use !== '' && use !== 'sig'",
    replace: "use === 'enc'",
  },
  {
    name: 'a JWK for encryption verifies',
    file: readJwk,
    find: "if (isStated(use) && use !== '' && use !== 'sig')",
    replace: "if (use !== undefined && typeof use !== 'string')",
  },
  {
    name: 'a JWK whose key_ops are for signing verifies',
    file: readJwk,
    find: "!operations.includes('verify') ||",
    replace: "!(operations.includes('verify') || operations.includes('sign')) ||",
  },
  {
    name: 'key_ops may repeat themselves',
    file: readJwk,
    find: 'new Set(operations).size !== operations.length',
    replace: 'operations.length === 0',
  },
  {
    name: 'JWK members may be non-canonical base64url',
    file: readJwk,
    find: ' ||\n    (!NAMES.includes(name) && !decodeBase64url(value))',
    replace: '',
  },
  {
    name: 'coordinates may be shorter than the curve’s size',
    file: readJwk,
    find: '.length !== bytes) {',
    replace: '.length > bytes) {',
  },
  {
    name: 'the kid of a JWK may be a number',
    file: readJwk,
    find: "if (typeof kid === 'string') return kid;",
    replace:
      "if (kid === undefined) return kid;\n  if (typeof kid !== 'object') return String(kid);",
  },
  {
    name: 'a JWK Set may hold any number of keys',
    file: importJwks,
    find: 'document.keys.length > MAX_JWKS_KEYS',
    replace: 'document.keys.length === Infinity',
  },
  {
    name: 'a JWK Set of exactly 100 keys is rejected',
    file: importJwks,
    find: 'document.keys.length > MAX_JWKS_KEYS',
    replace: 'document.keys.length >= MAX_JWKS_KEYS',
  },
  {
    name: 'a secret in a published JWK Set is accepted',
    file: importJwks,
    find: 'options.secrets !== true',
    replace: 'options.secrets === false',
  },
  {
    name: 'one invalid key makes its JWK Set invalid',
    file: importJwks,
    find: 'if (!(error instanceof InvalidKeyError)) throw error;',
    replace: 'if (error instanceof InvalidKeyError) throw error;',
  },
];
