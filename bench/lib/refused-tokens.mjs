/** Rejected tokens of several kinds, all different. */
import { randomBytes, randomInt } from 'node:crypto';
import { makeKey } from './tokens.mjs';

/**
 * @param key the issuer's key, for tokens that are rejected for a reason other than their signature
 * @returns for each kind, a function that creates a token, and the code of its error
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
