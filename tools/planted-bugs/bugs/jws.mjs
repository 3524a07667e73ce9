/** Mistakes in splitting a token and in checking its signature. */
const algorithms = 'packages/core/src/jws/algorithms.ts';
const compact = 'packages/core/src/jws/compact.ts';
const header = 'packages/core/src/jws/header.ts';
const headerMemory = 'packages/core/src/jws/header-memory.ts';
const hmac = 'packages/core/src/jws/hmac.ts';
const pkcs1 = 'packages/core/src/jws/rsa-pkcs1.ts';
const signature = 'packages/core/src/jws/signature.ts';
const verifyCompact = 'packages/core/src/jws/verify-compact.ts';

export const jwsBugs = [
  {
    name: 'the token limit is compared in KiB instead of bytes',
    file: compact,
    find: 'if (token.length > maxBytes)',
    replace: 'if (token.length > maxBytes * 1024)',
  },
  {
    name: 'the longest allowed token is rejected',
    file: compact,
    find: 'if (token.length > maxBytes)',
    replace: 'if (token.length >= maxBytes)',
  },
  {
    name: 'a missing signature reaches the signature check',
    file: compact,
    find: 'if (signature.length === 0)',
    replace: 'if (signature.length < 0)',
  },
  {
    name: 'the payload is decoded laxly',
    file: verifyCompact,
    find: 'const payload = decodeScreened(jws.payloadSegment);',
    replace: "const payload = Buffer.from(jws.payloadSegment, 'base64url');",
  },
  {
    name: 'the signature is decoded laxly',
    file: compact,
    find: 'const signature = decodeScreened(token.slice(payloadEnd + 1));',
    replace: "const signature = Buffer.from(token.slice(payloadEnd + 1), 'base64url');",
  },
  {
    name: 'a header may be four times as long as documented',
    file: header,
    find: 'segment.length > Math.ceil((MAX_HEADER_BYTES * 4) / 3)',
    replace: 'segment.length > MAX_HEADER_BYTES * 4',
  },
  {
    name: 'a header of the maximum length is rejected',
    file: header,
    find: 'segment.length > Math.ceil((MAX_HEADER_BYTES * 4) / 3)',
    replace: 'segment.length >= Math.ceil((MAX_HEADER_BYTES * 4) / 3)',
  },
  {
    name: 'crit is not checked',
    file: header,
    find: "if ('crit' in members) throw new TokenError('ERR_CRITICAL_HEADER', 'the header has crit');",
    replace: '',
  },
  {
    name: 'only a non-empty array counts as crit',
    file: header,
    find: "if ('crit' in members)",
    replace: "if (Array.isArray(members['crit']) && members['crit'].length > 0)",
  },
  {
    name: 'b64 is not checked',
    file: header,
    find: "if ('b64' in members) throw new TokenError('ERR_CRITICAL_HEADER', 'the header has b64');",
    replace: '',
  },
  {
    name: 'only a b64 of false is rejected',
    file: header,
    find: "if ('b64' in members)",
    replace: "if (members['b64'] === false)",
  },
  {
    name: 'spaces around alg are removed',
    file: header,
    find: "alg: readAlgorithm(members['alg']),",
    replace:
      "alg: readAlgorithm(typeof members['alg'] === 'string' ? members['alg'].trim() : members['alg']),",
  },
  {
    name: 'an inherited property name counts as an algorithm',
    file: header,
    find: "alg === '' || alg in {}",
    replace: "alg === ''",
  },
  {
    name: 'kid is measured in characters instead of bytes',
    file: header,
    find: 'Buffer.byteLength(text) > MAX_KID_BYTES',
    replace: 'text.length > MAX_KID_BYTES',
  },
  {
    name: 'the longest allowed kid is rejected',
    file: header,
    find: 'Buffer.byteLength(text) > MAX_KID_BYTES',
    replace: 'Buffer.byteLength(text) >= MAX_KID_BYTES',
  },
  {
    name: 'kid may be of any length',
    file: header,
    find: "kid: readKeyId(members['kid']),",
    replace: "kid: readText(members['kid'], 'kid'),",
  },
  {
    name: 'kid may be of any type',
    file: header,
    find: "kid: readKeyId(members['kid']),",
    replace: "kid: members['kid'] as string | undefined,",
  },
  {
    name: 'typ may be of any type',
    file: header,
    find: "typ: readText(members['typ'], 'typ'),",
    replace: "typ: typeof members['typ'] === 'string' ? members['typ'] : undefined,",
  },
  {
    name: 'a token is not prechecked before its parts are decoded',
    file: compact,
    find: 'if (!isScreened(token))',
    replace: 'if (token.length === 0)',
  },
  {
    name: 'the header of the previous token is used for one of the same length',
    file: headerMemory,
    find: 'segment === this.#last?.segment',
    replace: 'segment.length === this.#last?.segment.length',
  },
  {
    name: 'decoded headers are cached without a limit',
    file: headerMemory,
    find: ' || this.#entries.size >= this.#most',
    replace: '',
  },
  {
    name: 'an HMAC is compared up to the shorter length',
    file: hmac,
    find: 'return signature.length === hashLength && timingSafeEqual(signature, expected);',
    replace: `return timingSafeEqual(
      signature.subarray(0, hashLength),
      expected.subarray(0, signature.length),
    );`,
  },
  {
    name: 'an HMAC of a different length throws',
    file: hmac,
    find: 'signature.length === hashLength && timingSafeEqual',
    replace: 'timingSafeEqual',
  },
  {
    name: 'an HMAC of the right length is accepted',
    file: hmac,
    find: 'signature.length === hashLength && timingSafeEqual',
    replace: 'signature.length === hashLength || timingSafeEqual',
  },
  {
    name: 'an HMAC is not compared in constant time',
    file: hmac,
    find: 'signature.length === hashLength && timingSafeEqual(signature, expected)',
    replace: 'signature.equals(expected)',
  },
  {
    name: 'an HMAC lacks its inner padding',
    file: hmac,
    find: 'input.subarray(0, length)',
    replace: 'input.subarray(blockLength, length)',
  },
  {
    name: 'an HMAC includes previous contents of its buffer',
    file: hmac,
    find: 'input.subarray(0, length)',
    replace: 'input.subarray(0, Math.max(length, 256))',
  },
  {
    name: 'the padding of a secret is reused for the next secret',
    file: hmac,
    find: 'input.set(inner);',
    replace: 'if (input[0] === 0) input.set(inner);',
  },
  {
    name: 'a secret longer than a block is truncated',
    file: hmac,
    find: "(secret.length > blockLength ? digest(hash, secret, 'buffer') : secret).copy(block);",
    replace: 'secret.copy(block);',
  },
  {
    name: 'each hash uses the block size of SHA-256',
    file: hmac,
    find: 'sha384: 128, sha512: 128',
    replace: 'sha384: 64, sha512: 64',
  },
  {
    name: 'an HMAC encodes some characters in two bytes',
    file: hmac,
    find: "input.write(signingInput, blockLength, 'latin1')",
    replace: "input.write(signingInput, blockLength, 'utf8')",
  },
  {
    name: 'text after a signature is removed',
    file: signature,
    find: 'if (signature.length !== length) return false;',
    replace: 'signature = signature.subarray(0, length);',
  },
  {
    name: 'ECDSA signatures are expected in DER',
    file: algorithms,
    find: "return { dsaEncoding: 'ieee-p1363' };",
    replace: "return { dsaEncoding: 'der' as never };",
  },
  {
    name: 'the result of OpenSSL is ignored',
    file: signature,
    find: 'return holds(signingInput, signature);',
    replace: 'return holds(signingInput, signature) || true;',
  },
  {
    name: 'a P-521 signature is expected to have 128 bytes',
    file: signature,
    find: "['secp521r1', 132],",
    replace: "['secp521r1', 128],",
  },
  {
    name: 'ES384 hashes with SHA-256',
    file: algorithms,
    find: "{ alg: 'ES384', kty: 'EC', hash: 'sha384'",
    replace: "{ alg: 'ES384', kty: 'EC', hash: 'sha256'",
  },
  {
    name: 'every HMAC hashes with SHA-256',
    file: algorithms,
    find: "kty: 'oct', hash: `sha${bits}`",
    replace: "kty: 'oct', hash: 'sha256'",
  },
  {
    name: 'the padding of an RSA signature is not checked',
    file: pkcs1,
    find: 'publicDecrypt(raw, signature).equals(due)',
    replace: 'publicDecrypt(raw, signature).subarray(digestAt).equals(due.subarray(digestAt))',
  },
  {
    name: 'the fill of an RSA signature is not checked',
    file: pkcs1,
    find: 'return publicDecrypt(raw, signature).equals(due);',
    replace: `const opened = publicDecrypt(raw, signature);
    const content = (bytes: Buffer) => bytes.subarray(bytes.indexOf(0, 2) + 1);
    return content(opened).subarray(0, content(due).length).equals(content(due));`,
  },
  {
    name: 'the first two bytes of a decrypted RSA signature are not checked',
    file: pkcs1,
    find: 'publicDecrypt(raw, signature).equals(due)',
    replace: 'publicDecrypt(raw, signature).subarray(2).equals(due.subarray(2))',
  },
  {
    name: 'the digest of an RSA token is reused for the next',
    file: pkcs1,
    find: "due.write(digest(hash, Buffer.from(signingInput, 'latin1'), 'binary'), digestAt, 'latin1');",
    replace:
      "if (due[due.length - 1] === 0xff) due.write(digest(hash, Buffer.from(signingInput, 'latin1'), 'binary'), digestAt, 'latin1');",
  },
  {
    name: 'a number above the modulus reaches the platform',
    file: pkcs1,
    find: 'if (modulus.compare(signature) <= 0) return false;',
    replace: '',
  },
  {
    name: 'a number equal to the modulus is accepted',
    file: pkcs1,
    find: 'modulus.compare(signature) <= 0',
    replace: 'modulus.compare(signature) < 0',
  },
  {
    name: 'the fill of an RSA encoding is expected to be zeros',
    file: pkcs1,
    find: 'Buffer.alloc(modulus.length, 0xff)',
    replace: 'Buffer.alloc(modulus.length)',
  },
  {
    name: 'RS384 uses the hash prefix of RS256',
    file: pkcs1,
    find: '3041300d060960864801650304020205000430',
    replace: '3041300d060960864801650304020105000430',
  },
  {
    name: 'PS256 is verified with the padding of RS256',
    file: algorithms,
    find: 'padding: constants.RSA_PKCS1_PSS_PADDING,',
    replace: 'padding: constants.RSA_PKCS1_PADDING,',
  },
  {
    name: 'a PSS salt may have any length',
    file: algorithms,
    find: '{ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }',
    replace: `{
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_AUTO,
        }`,
  },
  {
    name: 'every PSS salt has 32 bytes',
    file: algorithms,
    find: 'saltLength: bits / 8 }',
    replace: 'saltLength: 32 }',
  },
  {
    name: 'an HMAC secret may be half as long as its digest',
    file: algorithms,
    find: 'hashLength: bits / 8 }',
    replace: 'hashLength: bits / 16 }',
  },
  {
    name: 'the algorithm of the header is not compared',
    file: verifyCompact,
    find: 'if (key.alg !== jws.header.alg) {',
    replace: 'if (key.alg === undefined) {',
  },
  {
    name: 'the algorithm of the header is compared by family',
    file: verifyCompact,
    find: 'if (key.alg !== jws.header.alg) {',
    replace: 'if (key.alg.slice(0, 2) !== jws.header.alg.slice(0, 2)) {',
  },
  {
    name: 'the result of the signature check is ignored',
    file: verifyCompact,
    find: 'if (key.verify(jws.signingInput, jws.signature) !== true) {',
    replace: 'if (key.verify(jws.signingInput, jws.signature) === undefined) {',
  },
  {
    name: 'a token without a key is accepted',
    file: verifyCompact,
    find: "if (typeof key?.verify !== 'function') {",
    replace:
      "if (key === undefined) return key as never;\n  if (typeof key?.verify !== 'function') {",
  },
];
