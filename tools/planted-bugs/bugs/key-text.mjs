/** Mistakes in telling what key material a text holds. */
const keyMaterial = 'packages/issuer/src/signing/key-material.ts';
const keyText = 'packages/core/src/jwk/key-text.ts';
const pem = 'packages/core/src/jwk/pem.ts';
const resolveKeySource = 'packages/core/src/verifier/resolve-key-source.ts';
const secretPolicy = 'packages/core/src/jwk/secret-policy.ts';

export const keyTextBugs = [
  {
    name: 'a private key is only looked for at the beginning of a text',
    file: keyText,
    find: '/--[^\\w-]*BEGIN[^-]*PRIVATE/i, //',
    replace: '/^\\s*--+\\s*BEGIN[^-]*PRIVATE/i, //',
  },
  {
    name: 'only PKCS #8 is known as a private key',
    file: keyText,
    find: '/--[^\\w-]*BEGIN[^-]*PRIVATE/i, //',
    replace: '/--\\s*BEGIN PRIVATE/i, //',
  },
  {
    name: 'a private key that OpenSSL prints for people goes unnoticed',
    file: keyText,
    find: '/\\bPrivate-Key:|^[^\\w\\n]*priv(ateExponent)?:/im,',
    replace: '',
  },
  {
    name: 'a private key behind invisible characters goes unnoticed',
    file: keyText,
    find: 'return PRIVATE.some((pattern) => pattern.test(visible));',
    replace: 'return PRIVATE.some((pattern) => pattern.test(text));',
  },
  {
    name: 'a text with a private key is read up to the first public one',
    file: keyText,
    find: 'if (holdsPrivateKey(text)) {',
    replace: "if (text.startsWith('-----BEGIN PRIVATE')) {",
  },
  {
    name: 'blocks of other kinds are passed over beside a public key',
    file: keyText,
    find: 'if (other) throw notPublic(other);',
    replace: 'if (other && blocks.length === 1) throw notPublic(other);',
  },
  {
    name: 'of several public keys in one text the first is taken',
    file: keyText,
    find: 'if (key !== undefined && others.length === 0) return key;',
    replace: 'if (key !== undefined && others.length >= 0) return key;',
  },
  {
    name: 'every certificate of a chain counts as a key',
    file: keyText,
    find: 'certificate.raw.equals(issuer.raw) || !certificate.checkIssued(issuer),',
    replace: 'certificate.raw.equals(issuer.raw) || !issuer.checkIssued(issuer),',
  },
  {
    name: 'the key of a chain is that of its root',
    file: keyText,
    find: '!certificate.checkIssued(issuer)',
    replace: '!issuer.checkIssued(certificate)',
  },
  {
    name: 'a block that can not be read is passed over',
    file: pem,
    find: 'if (blocks.length !== [...lines.matchAll(BEGIN)].length) throw damaged(lines);',
    replace: 'if (blocks.length === 0) throw damaged(lines);',
  },
  {
    name: 'line breaks that are written out go unnamed',
    file: pem,
    find: 'if (/\\\\[nr]/.test(text)) {',
    replace: 'if (/\\\\[r]$/.test(text)) {',
  },
  {
    name: 'CR alone is no line break',
    file: pem,
    find: '/\\r\\n?/g',
    replace: '/\\r\\n/g',
  },
  {
    name: 'a public key may be an HMAC secret',
    file: secretPolicy,
    find: 'refuseKeyMaterial(secret);\n  if',
    replace: 'if',
  },
  {
    name: 'a public key behind invisible characters may be an HMAC secret',
    file: keyText,
    find: 'return isPem(text) || PUBLIC.some((pattern) => pattern.test(visible));',
    replace: 'return isPem(text) || PUBLIC.some((pattern) => pattern.test(text));',
  },
  {
    name: 'the base64 of a key text may be an HMAC secret',
    file: keyText,
    find: "bytes.toString('utf8'), decoded.toString('latin1')];",
    replace: "bytes.toString('utf8')];",
  },
  {
    name: 'the base64 text of a DER key may be an HMAC secret',
    file: keyText,
    find: 'isDerKey(bytes) || isDerKey(decoded) || texts',
    replace: 'isDerKey(bytes) || texts',
  },
  {
    name: 'the bytes of a DER key may be an HMAC secret',
    file: keyText,
    find: 'isDerKey(bytes) || isDerKey(decoded) || texts',
    replace: 'isDerKey(decoded) || texts',
  },
  {
    name: 'a JWK Set as text may be an HMAC secret',
    file: keyText,
    find: '/"kty"[^\\w":]*:/, // JWK and JWK Set',
    replace: '',
  },
  {
    name: 'a file that was read without an encoding is no public key',
    file: resolveKeySource,
    find: 'key instanceof Uint8Array ?',
    replace: 'key instanceof String ?',
  },
  {
    name: 'of several private keys in one text the first signs',
    file: keyMaterial,
    find: 'if (key === undefined || others.length > 0) {',
    replace: 'if (key === undefined) {',
  },
  {
    name: 'a private key is only read where it comes first',
    file: keyMaterial,
    find: 'const [key, ...others] = blocks.filter(',
    replace: 'const [key, ...others] = blocks.slice(0, 1).filter(',
  },
];
