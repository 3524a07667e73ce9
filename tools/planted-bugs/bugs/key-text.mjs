/** Mistakes in recognizing the key material in a text. */
const keyMaterial = 'packages/core/src/jwk/key-material.ts';
const signingKeys = 'packages/issuer/src/signing/key-material.ts';
const keyText = 'packages/core/src/jwk/key-text.ts';
const pem = 'packages/core/src/jwk/pem.ts';
const resolveKeySource = 'packages/core/src/issuers/resolve-key-source.ts';
const secretPolicy = 'packages/core/src/jwk/secret-policy.ts';

export const keyTextBugs = [
  {
    name: 'a private key is found only at the beginning of a text',
    file: keyMaterial,
    find: '/--[^\\w-]*BEGIN[^-]*PRIVATE/i, //',
    replace: '/^\\s*--+\\s*BEGIN[^-]*PRIVATE/i, //',
  },
  {
    name: 'only PKCS #8 is recognized as a private key',
    file: keyMaterial,
    find: '/--[^\\w-]*BEGIN[^-]*PRIVATE/i, //',
    replace: '/--\\s*BEGIN PRIVATE/i, //',
  },
  {
    name: 'a private key in OpenSSL’s text output is not noticed',
    file: keyMaterial,
    find: '/\\bPrivate-Key:|^[^\\w\\n]*priv(ateExponent)?:/im,',
    replace: '',
  },
  {
    name: 'a private key after invisible characters is not noticed',
    file: keyMaterial,
    find: 'return PRIVATE.some((pattern) => pattern.test(visible));',
    replace: 'return PRIVATE.some((pattern) => pattern.test(text));',
  },
  {
    name: 'a text with a private key is read up to the first public key',
    file: keyText,
    find: 'if (holdsPrivateKey(text)) {',
    replace: "if (text.startsWith('-----BEGIN PRIVATE')) {",
  },
  {
    name: 'blocks of other kinds beside a public key are skipped',
    file: keyText,
    find: 'if (other) throw notPublic(other);',
    replace: 'if (other && blocks.length === 1) throw notPublic(other);',
  },
  {
    name: 'the first of several public keys in a text is used',
    file: keyText,
    find: 'if (key !== undefined && others.length === 0) return key;',
    replace: 'if (key !== undefined && others.length >= 0) return key;',
  },
  {
    name: 'each certificate of a chain counts as a key',
    file: keyText,
    find: 'certificates.every((other) => !hasIssued(issuer, other))',
    replace: 'certificates.every((other) => !hasIssued(other, other))',
  },
  {
    name: 'the root’s key is used for a chain',
    file: keyText,
    find: 'other.certificate.checkIssued(issuer.certificate)',
    replace: 'issuer.certificate.checkIssued(other.certificate)',
  },
  {
    name: 'a renewed certificate counts as issued by its predecessor',
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
    name: 'an unreadable block is skipped',
    file: pem,
    find: 'if (blocks.length !== [...lines.matchAll(BEGIN)].length) throw damaged(lines);',
    replace: 'if (blocks.length === 0) throw damaged(lines);',
  },
  {
    name: 'escaped line breaks are not reported',
    file: pem,
    find: 'if (/\\\\[nr]/.test(text)) {',
    replace: 'if (/\\\\[r]$/.test(text)) {',
  },
  {
    name: 'a single CR does not count as a line break',
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
    name: 'a public key after invisible characters may be an HMAC secret',
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
    name: 'a key in double base64 may be an HMAC secret',
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
    name: 'hexadecimal digits are read only without colons',
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
    name: 'OpenSSL’s text output of a public key may be an HMAC secret',
    file: keyMaterial,
    find: '  /\\bPublic-Key:|^[^\\w\\n]*Modulus *[=:(]/im, //',
    replace: '  //',
  },
  {
    name: 'a private JWK in a text is not noticed',
    file: keyMaterial,
    find: '  /"(?:d|priv)\\\\*"[^\\w":]*:\\W*[\\w-]{16}/, //',
    replace: '  //',
  },
  {
    name: 'a private JWK in a JSON string is not noticed',
    file: keyMaterial,
    find: '/"(?:d|priv)\\\\*"[',
    replace: '/"(?:d|priv)"[',
  },
  {
    name: 'a .NET private key in a text is not noticed',
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
    name: 'a JWK is recognized only with double quotes',
    file: keyMaterial,
    find: '|kty[^a-z]{1,20}(RSA|EC|OKP|AKP)/',
    replace: '/',
  },
  {
    name: 'a public key in a Buffer is not recognized',
    file: resolveKeySource,
    find: 'key instanceof Uint8Array ?',
    replace: 'key instanceof String ?',
  },
  {
    name: 'the first of several private keys in a text signs',
    file: signingKeys,
    find: 'if (key === undefined || others.length > 0) {',
    replace: 'if (key === undefined) {',
  },
  {
    name: 'a private key is read only if it comes first',
    file: signingKeys,
    find: 'const [key, ...others] = blocks.filter(',
    replace: 'const [key, ...others] = blocks.slice(0, 1).filter(',
  },
];
