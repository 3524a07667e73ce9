/** Tokens that are refused, of several kinds; no two are alike. */
import { randomBytes, randomInt } from 'node:crypto';
import { makeKey } from './tokens.mjs';

/**
 * @param key the issuer's key, which makes the tokens that are refused for another reason than their signature
 * @returns by kind, how a token is made and the code that it is refused with
 */
export function refusedKinds(key) {
  const forger = makeKey('HS256');
  const past = Math.floor(Date.now() / 1000) - 7200;
  const alg = key.alg;
  return {
    'with a random key ID': {
      make: () => forger.token({}, { alg, kid: randomBytes(16).toString('hex') }),
      code: 'ERR_KEY_NOT_FOUND',
    },
    'with a random header': {
      make: () => forger.token({}, { alg, [text(4)]: text(40), [text(6)]: [text(8)] }),
      code: 'ERR_SIGNATURE_INVALID',
    },
    'with a wrong signature': {
      make: () => `${key.token().slice(0, -43)}${randomBytes(32).toString('base64url')}`,
      code: 'ERR_SIGNATURE_INVALID',
    },
    expired: {
      make: () => key.token({ iat: past, exp: past + 3600 }),
      code: 'ERR_TOKEN_EXPIRED',
    },
    'of an unknown issuer': {
      make: () => forger.token({ iss: `https://${text(12)}.example` }),
      code: 'ERR_ISSUER_UNKNOWN',
    },
    'for another audience': {
      make: () => key.token({ aud: text(12) }),
      code: 'ERR_AUDIENCE_MISMATCH',
    },
    'of garbage': {
      make: () => randomBytes(randomInt(1, 4000)).toString('base64url'),
      code: 'ERR_TOKEN_MALFORMED',
    },
  };
}

function text(length) {
  return randomBytes(length).toString('hex').slice(0, length);
}
