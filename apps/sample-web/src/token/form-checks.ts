/** The checks of a token's form: before anything is believed, it must be readable in one way only. */
import type { DecodedPart } from './decode.js';
import { failed, passed, type Verdict } from './step.js';

/** Three parts, of base64url, with a JSON object as payload. */
export function checkParts(token: string, payload: DecodedPart): Verdict {
  const count = token.split('.').length;
  if (token === '') return failed('There is no token.');
  if (count !== 3) {
    return failed(`A signed token has three parts with a dot between; this has ${count}.`);
  }
  if (payload.json === undefined) {
    return failed('The payload is not one JSON object in base64url, with each member once.');
  }
  return passed('Header, payload and signature, each in base64url.');
}

/** The header's members have the types that the standard says, and demand nothing that is not understood. */
export function checkHeader({ json }: DecodedPart): Verdict {
  if (json === undefined) {
    return failed('The header is not one JSON object in base64url, with each member once.');
  }
  const { alg, kid, typ } = json;
  if (typeof alg !== 'string' || alg === '') {
    return failed('The header does not name the algorithm (alg).');
  }
  if ('crit' in json || 'b64' in json) {
    return failed('The header demands an extension, which this API does not know.');
  }
  if (!isTextOrAbsent(kid) || !isTextOrAbsent(typ)) {
    return failed('kid and typ must be text.');
  }
  return passed('It is readable, and demands nothing unknown.');
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
