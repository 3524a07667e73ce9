/** The checks of a token's key: it is the issuer's, and the token says of it what it is. */
import type { JsonObject } from './json.js';
import { failed, notCheckedHere, passed, type Verdict } from './step.js';
import type { PublishedKey, Trust } from './trust.js';

const SECRET_ALGORITHM = /^HS\d{3}$/;

/**
 * The key that a header means: the one with its `kid`. Of several keys that fit, the only one for its `alg`
 * (RFC 7517 §4.5); undefined when there is no such key, or more than one.
 */
export function keyOf({ kid, alg }: JsonObject, { keys }: Trust): PublishedKey | undefined {
  const found = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
  const fitting = found.length > 1 ? found.filter((key) => key.alg === alg) : found;
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The key is one of those that the issuer publishes, found by its ID and by nothing else. */
export function checkKey(header: JsonObject, payload: JsonObject, trust: Trust): Verdict {
  if (payload['iss'] !== trust.issuer) {
    return notCheckedHere('The token names another issuer, whose keys this page does not have.');
  }
  const kid = header['kid'];
  const name = typeof kid === 'string' ? `“${kid}”` : 'without an ID';
  if (keyOf(header, trust)) return passed(`Key ${name} is among those that the issuer publishes.`);
  if (trust.keys.length === 0 && SECRET_ALGORITHM.test(String(header['alg']))) {
    return notCheckedHere('The issuer signs with a secret, which it shows to nobody.');
  }
  return failed(`The issuer publishes no key ${name}.`);
}

/** The algorithm is the key's: were it the token's to choose, an attacker would choose it (RFC 8725 §3.1). */
export function checkAlgorithm(header: JsonObject, key: PublishedKey | undefined): Verdict {
  const alg = String(header['alg']);
  if (alg.toLowerCase() === 'none') {
    return failed('“none” means: not signed. Anybody could have written this token.');
  }
  if (key === undefined) return notCheckedHere(`The header says ${alg}; the key is not at hand.`);
  if (key.alg !== alg) {
    return failed(
      `The header says ${alg}, but the key is for ${key.alg ?? 'nothing that it says'}.`,
    );
  }
  return passed(`The key is for ${alg}, and the header says the same.`);
}
