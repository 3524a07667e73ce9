/** Checks of the syntax: a token must have exactly one reading. */
import type { DecodedPart } from './decode.js';
import { failed, passed, type Verdict } from './step.js';

/** Requires three parts, and a JSON object in base64url as payload. */
export function checkParts(token: string, payload: DecodedPart): Verdict {
  const count = token.split('.').length;
  if (token === '') return failed('There is no token.');
  if (count !== 3) {
    return failed(`A signed token has three parts, separated by dots. This one has ${count}.`);
  }
  if (payload.json === undefined) {
    return failed('The payload is not a JSON object with unique members, in base64url.');
  }
  return passed('It has a header, a payload and a signature.');
}

/** Requires valid types of the header parameters, and no critical extensions. */
export function checkHeader({ json }: DecodedPart): Verdict {
  if (json === undefined) {
    return failed('The header is not a JSON object with unique members, in base64url.');
  }
  const { alg, kid, typ } = json;
  if (typeof alg !== 'string' || alg === '') {
    return failed('The header has no algorithm (alg).');
  }
  if ('crit' in json || 'b64' in json) {
    return failed('The header has a critical extension that this API does not know.');
  }
  if (!isTextOrAbsent(kid) || !isTextOrAbsent(typ)) {
    return failed('kid and typ must be strings.');
  }
  return passed('It is well-formed, with no unknown critical extensions.');
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
