/** Checks of the key and the algorithm. */
import type { JsonObject } from './json.js';
import { failed, notCheckedHere, passed, type Verdict } from './step.js';
import type { PublishedKey, Trust } from './trust.js';

const SECRET_ALGORITHM = /^HS\d{3}$/;

/**
 * Finds the key of a header: by `kid`, then by `alg` if several match (RFC 7517 §4.5). Undefined unless exactly one key
 * remains.
 */
export function keyOf({ kid, alg }: JsonObject, { keys }: Trust): PublishedKey | undefined {
  const found = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
  const fitting = found.length > 1 ? found.filter((key) => key.alg === alg) : found;
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Requires a published key of the issuer. */
export function checkKey(header: JsonObject, payload: JsonObject, trust: Trust): Verdict {
  if (payload['iss'] !== trust.issuer) {
    return notCheckedHere('The token has another issuer, whose keys this page does not have.');
  }
  const kid = header['kid'];
  const name = typeof kid === 'string' ? `“${kid}”` : 'without an ID';
  if (keyOf(header, trust)) return passed(`The issuer publishes the key ${name}.`);
  if (trust.keys.length === 0 && SECRET_ALGORITHM.test(String(header['alg']))) {
    return notCheckedHere('The issuer signs with a secret, which it does not publish.');
  }
  return failed(`The issuer publishes no key ${name}.`);
}

/** Compares the algorithm with the key: if the token could choose it, an attacker would (RFC 8725 §3.1). */
export function checkAlgorithm(header: JsonObject, key: PublishedKey | undefined): Verdict {
  const alg = String(header['alg']);
  if (alg.toLowerCase() === 'none') {
    return failed('“none” means not signed: anyone could have created this token.');
  }
  if (key === undefined) return notCheckedHere(`The header has ${alg}. The key is not available.`);
  if (key.alg !== alg) {
    return failed(`The header has ${alg}, but the key is for ${key.alg ?? 'no named algorithm'}.`);
  }
  return passed(`Header and key both have ${alg}.`);
}
