/** Mistakes in taking a token apart and in checking its signature. */
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
    name: 'a token is bounded in KiB where bytes are meant',
    file: compact,
    find: 'if (token.length > maxBytes)',
    replace: 'if (token.length > maxBytes * 1024)',
  },
  {
    name: 'the longest allowed token is refused',
    file: compact,
    find: 'if (token.length > maxBytes)',
    replace: 'if (token.length >= maxBytes)',
  },
  {
    name: 'a stripped signature is left for the signature check to find',
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
    name: 'a header may be four times as long as is said',
    file: header,
    find: 'segment.length > Math.ceil((MAX_HEADER_BYTES * 4) / 3)',
    replace: 'segment.length > MAX_HEADER_BYTES * 4',
  },
  {
    name: 'a header of the full length is refused',
    file: header,
    find: 'segment.length > Math.ceil((MAX_HEADER_BYTES * 4) / 3)',
    replace: 'segment.length >= Math.ceil((MAX_HEADER_BYTES * 4) / 3)',
  },
  {
    name: 'crit is not looked at',
    file: header,
    find: "if ('crit' in members) throw new TokenError('ERR_CRITICAL_HEADER', 'the header has crit');",
    replace: '',
  },
  {
    name: 'crit counts only when it is an array with something in it',
    file: header,
    find: "if ('crit' in members)",
    replace: "if (Array.isArray(members['crit']) && members['crit'].length > 0)",
  },
  {
    name: 'b64 is not looked at',
    file: header,
    find: "if ('b64' in members) throw new TokenError('ERR_CRITICAL_HEADER', 'the header has b64');",
    replace: '',
  },
  {
    name: 'b64 is refused only where it is false',
    file: header,
    find: "if ('b64' in members)",
    replace: "if (members['b64'] === false)",
  },
  {
    name: 'spaces around alg are taken off',
    file: header,
    find: "alg: readAlgorithm(members['alg']),",
    replace:
      "alg: readAlgorithm(typeof members['alg'] === 'string' ? members['alg'].trim() : members['alg']),",
  },
  {
    name: 'an inherited name passes for the name of an unknown algorithm',
    file: header,
    find: "alg === '' || alg in {}",
    replace: "alg === ''",
  },
  {
    name: 'kid is measured in characters where bytes are meant',
    file: header,
    find: 'Buffer.byteLength(text) > MAX_KID_BYTES',
    replace: 'text.length > MAX_KID_BYTES',
  },
  {
    name: 'the longest allowed kid is refused',
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
    name: 'a token is not screened before its parts are decoded',
    file: compact,
    find: 'if (!isScreened(token))',
    replace: 'if (token.length === 0)',
  },
  {
    name: 'the header of the token before is taken for one of the same length',
    file: headerMemory,
    find: 'segment === this.#last?.segment',
    replace: 'segment.length === this.#last?.segment.length',
  },
  {
    name: 'decoded headers are remembered without bound',
    file: headerMemory,
    find: ' || this.#entries.size >= this.#most',
    replace: '',
  },
  {
    name: 'an HMAC is compared as far as both sides go',
    file: hmac,
    find: 'return signature.length === hashLength && timingSafeEqual(signature, expected);',
    replace: `return timingSafeEqual(
      signature.subarray(0, hashLength),
      expected.subarray(0, signature.length),
    );`,
  },
  {
    name: 'an HMAC of another length throws',
    file: hmac,
    find: 'signature.length === hashLength && timingSafeEqual',
    replace: 'timingSafeEqual',
  },
  {
    name: 'an HMAC of the right length is a good one',
    file: hmac,
    find: 'signature.length === hashLength && timingSafeEqual',
    replace: 'signature.length === hashLength || timingSafeEqual',
  },
  {
    name: 'an HMAC is compared byte by byte until one differs',
    file: hmac,
    find: 'signature.length === hashLength && timingSafeEqual(signature, expected)',
    replace: 'signature.equals(expected)',
  },
  {
    name: 'an HMAC is of the text alone, its inner padding forgotten',
    file: hmac,
    find: 'input.subarray(0, length)',
    replace: 'input.subarray(blockLength, length)',
  },
  {
    name: 'an HMAC is also of what the room for it held before',
    file: hmac,
    find: 'input.subarray(0, length)',
    replace: 'input.subarray(0, Math.max(length, 256))',
  },
  {
    name: 'the padding of a secret stays for the next secret',
    file: hmac,
    find: 'input.set(inner);',
    replace: 'if (input[0] === 0) input.set(inner);',
  },
  {
    name: 'a secret longer than a block is cut off',
    file: hmac,
    find: "(secret.length > blockLength ? digest(hash, secret, 'buffer') : secret).copy(block);",
    replace: 'secret.copy(block);',
  },
  {
    name: 'each hash has the blocks of SHA-256',
    file: hmac,
    find: 'sha384: 128, sha512: 128',
    replace: 'sha384: 64, sha512: 64',
  },
  {
    name: 'an HMAC over characters takes two bytes for some of them',
    file: hmac,
    find: "input.write(signingInput, blockLength, 'latin1')",
    replace: "input.write(signingInput, blockLength, 'utf8')",
  },
  {
    name: 'what follows a signature is cut off',
    file: signature,
    find: 'if (signature.length !== length) return false;',
    replace: 'signature = signature.subarray(0, length);',
  },
  {
    name: 'ECDSA signatures are expected in DER',
    file: signature,
    find: "dsaEncoding: 'ieee-p1363' as const",
    replace: "dsaEncoding: 'der' as const",
  },
  {
    name: 'a signature holds whatever OpenSSL says',
    file: signature,
    find: 'return holds(signingInput, signature);',
    replace: 'return holds(signingInput, signature) || true;',
  },
  {
    name: 'the signature of P-521 is taken for 128 bytes',
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
    name: 'an RSA signature opens to its digest, whatever stands before it',
    file: pkcs1,
    find: 'publicDecrypt(raw, signature).equals(due)',
    replace: 'publicDecrypt(raw, signature).subarray(digestAt).equals(due.subarray(digestAt))',
  },
  {
    name: 'the fill of an RSA signature is skipped up to the first zero',
    file: pkcs1,
    find: 'return publicDecrypt(raw, signature).equals(due);',
    replace: `const opened = publicDecrypt(raw, signature);
    const content = (bytes: Buffer) => bytes.subarray(bytes.indexOf(0, 2) + 1);
    return content(opened).subarray(0, content(due).length).equals(content(due));`,
  },
  {
    name: 'the first two bytes of what an RSA signature opens to do not matter',
    file: pkcs1,
    find: 'publicDecrypt(raw, signature).equals(due)',
    replace: 'publicDecrypt(raw, signature).subarray(2).equals(due.subarray(2))',
  },
  {
    name: 'the digest of one RSA token stays for the next',
    file: pkcs1,
    find: "due.write(digest(hash, Buffer.from(signingInput, 'latin1'), 'binary'), digestAt, 'latin1');",
    replace:
      "if (due[due.length - 1] === 0xff) due.write(digest(hash, Buffer.from(signingInput, 'latin1'), 'binary'), digestAt, 'latin1');",
  },
  {
    name: 'a number above the modulus is left to the platform to refuse',
    file: pkcs1,
    find: 'if (modulus.compare(signature) <= 0) return false;',
    replace: '',
  },
  {
    name: 'the modulus itself counts as below itself',
    file: pkcs1,
    find: 'modulus.compare(signature) <= 0',
    replace: 'modulus.compare(signature) < 0',
  },
  {
    name: 'the fill of an RSA encoding is zeros',
    file: pkcs1,
    find: 'Buffer.alloc(modulus.length, 0xff)',
    replace: 'Buffer.alloc(modulus.length)',
  },
  {
    name: 'RS384 names the hash of RS256',
    file: pkcs1,
    find: '3041300d060960864801650304020205000430',
    replace: '3041300d060960864801650304020105000430',
  },
  {
    name: 'PS256 is verified with the padding of RS256',
    file: signature,
    find: 'padding: constants.RSA_PKCS1_PSS_PADDING,',
    replace: 'padding: constants.RSA_PKCS1_PADDING,',
  },
  {
    name: 'a PSS salt may have any length',
    file: signature,
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
    name: 'whether the signature holds is not looked at',
    file: verifyCompact,
    find: 'if (key.verify(jws.signingInput, jws.signature) !== true) {',
    replace: 'if (key.verify(jws.signingInput, jws.signature) === undefined) {',
  },
  {
    name: 'a token without a key passes',
    file: verifyCompact,
    find: "if (typeof key?.verify !== 'function') {",
    replace:
      "if (key === undefined) return key as never;\n  if (typeof key?.verify !== 'function') {",
  },
];
