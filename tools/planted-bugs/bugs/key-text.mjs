/** Mistakes in telling what key material a text holds. */
const keyMaterial = 'packages/core/src/jwk/key-material.ts';
const signingKeys = 'packages/issuer/src/signing/key-material.ts';
const keyText = 'packages/core/src/jwk/key-text.ts';
const pem = 'packages/core/src/jwk/pem.ts';
const resolveKeySource = 'packages/core/src/issuers/resolve-key-source.ts';
const secretPolicy = 'packages/core/src/jwk/secret-policy.ts';

export const keyTextBugs = [
  {
    name: 'a private key is only looked for at the beginning of a text',
    file: keyMaterial,
    find: '/--[^\\w-]*BEGIN[^-]*PRIVATE/i, //',
    replace: '/^\\s*--+\\s*BEGIN[^-]*PRIVATE/i, //',
  },
  {
    name: 'only PKCS #8 is known as a private key',
    file: keyMaterial,
    find: '/--[^\\w-]*BEGIN[^-]*PRIVATE/i, //',
    replace: '/--\\s*BEGIN PRIVATE/i, //',
  },
  {
    name: 'a private key that OpenSSL prints for people goes unnoticed',
    file: keyMaterial,
    find: '/\\bPrivate-Key:|^[^\\w\\n]*priv(ateExponent)?:/im,',
    replace: '',
  },
  {
    name: 'a private key behind invisible characters goes unnoticed',
    file: keyMaterial,
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
    find: 'certificates.every((other) => !hasIssued(issuer, other))',
    replace: 'certificates.every((other) => !hasIssued(other, other))',
  },
  {
    name: 'the key of a chain is that of its root',
    file: keyText,
    find: 'other.certificate.checkIssued(issuer.certificate)',
    replace: 'issuer.certificate.checkIssued(other.certificate)',
  },
  {
    name: 'a renewed certificate was issued by the one before',
    file: keyText,
    find: '!other.key.equals(issuer.key) &&',
    replace: '!other.certificate.raw.equals(issuer.certificate.raw) &&',
  },
  {
    name: 'base64 ends with its padding',
    file: pem,
    find: '(?:=[ \\t\\n\\v\\f]*){0,2})',
    replace: '={0,2}[ \\t]*)',
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
    file: keyMaterial,
    find: 'PUBLIC.some((pattern) => pattern.test(visible));',
    replace: 'PUBLIC.some((pattern) => pattern.test(text));',
  },
  {
    name: 'the base64 of a key text may be an HMAC secret',
    file: keyMaterial,
    find: '...readings.map((reading) =>',
    replace: '...[bytes].map((reading) =>',
  },
  {
    name: 'the base64 text of a DER key may be an HMAC secret',
    file: keyMaterial,
    find: 'readings.some(isDerKey)',
    replace: 'isDerKey(bytes)',
  },
  {
    name: 'the bytes of a DER key may be an HMAC secret',
    file: keyMaterial,
    find: 'readings.some(isDerKey)',
    replace: 'readings.slice(1).some(isDerKey)',
  },
  {
    name: 'what is base64 twice may be an HMAC secret',
    file: keyMaterial,
    find: 'return [bytes, decoded, twice, fromHex(text)];',
    replace: 'return [bytes, decoded, fromHex(text)];',
  },
  {
    name: 'a key in hexadecimal digits may be an HMAC secret',
    file: keyMaterial,
    find: 'return [bytes, decoded, twice, fromHex(text)];',
    replace: 'return [bytes, decoded, twice];',
  },
  {
    name: 'hexadecimal digits are read without colons alone',
    file: keyMaterial,
    find: '/^0x|[ \\t\\r\\n:]/g',
    replace: '/^0x/g',
  },
  {
    name: 'the blob of an SSH key may be an HMAC secret',
    file: keyMaterial,
    find: ' || SSH_BLOB.test(text)',
    replace: '',
  },
  {
    name: 'the XML of a public key may be an HMAC secret',
    file: keyMaterial,
    find: '  /<(RSA|DSA|EC|ECDSA)KeyValue\\b|<Modulus>/, //',
    replace: '  //',
  },
  {
    name: 'what OpenSSL prints of a public key may be an HMAC secret',
    file: keyMaterial,
    find: '  /\\bPublic-Key:|^[^\\w\\n]*Modulus *[=:(]/im, //',
    replace: '  //',
  },
  {
    name: 'a private JWK in a text goes unnoticed',
    file: keyMaterial,
    find: '  /"(?:d|priv)\\\\*"[^\\w":]*:\\W*[\\w-]{16}/, //',
    replace: '  //',
  },
  {
    name: 'a private JWK in a JSON string goes unnoticed',
    file: keyMaterial,
    find: '/"(?:d|priv)\\\\*"[',
    replace: '/"(?:d|priv)"[',
  },
  {
    name: 'the private key of .NET in a text goes unnoticed',
    file: keyMaterial,
    find: '  /<(?:D|InverseQ)>/, //',
    replace: '  //',
  },
  {
    name: 'a JWK Set as text may be an HMAC secret',
    file: keyMaterial,
    find: '  JWK,\n',
    replace: '',
  },
  {
    name: 'a JWK is known by its double quotes alone',
    file: keyMaterial,
    find: '|kty[^a-z]{1,20}(RSA|EC|OKP|AKP)/',
    replace: '/',
  },
  {
    name: 'a file that was read without an encoding is no public key',
    file: resolveKeySource,
    find: 'key instanceof Uint8Array ?',
    replace: 'key instanceof String ?',
  },
  {
    name: 'of several private keys in one text the first signs',
    file: signingKeys,
    find: 'if (key === undefined || others.length > 0) {',
    replace: 'if (key === undefined) {',
  },
  {
    name: 'a private key is only read where it comes first',
    file: signingKeys,
    find: 'const [key, ...others] = blocks.filter(',
    replace: 'const [key, ...others] = blocks.slice(0, 1).filter(',
  },
];
