/** Claims of different shapes, by their size in memory after parsing. All are different. */
import { randomBytes } from 'node:crypto';

let made = 0;

/** The difference of each shape from an ordinary token. */
export const TOKEN_SHAPES = {
  ordinary: () => ({}),
  short: () => ({ sub: unique(), role: undefined, iat: undefined, jti: undefined }),
  long: () => ({ profile: randomBytes(4200).toString('base64url') }),
  numbers: () => ({ numbers: listOf(2500, () => 1) }),
  members: () => Object.fromEntries(listOf(300, (i) => [`${text(2)}${i % 10}`, 0])),
  'members with fractions': () =>
    Object.fromEntries(listOf(300, (i) => [`${text(2)}${i % 10}`, 0.5])),
  'mixed lists': () => ({ list: listOf(1200, (i) => (i ? 0.5 : null)) }),
  arrays: () => ({ list: listOf(60, () => []) }),
  objects: () => ({ list: listOf(60, (i) => ({ [900 + i]: 1 })) }),
  'many arrays': () => ({ list: listOf(1500, () => []) }),
  'many objects': () => ({ list: listOf(450, (i) => ({ [900 + i]: 1 })) }),
  nested: () => ({ list: listOf(30, () => ({ a: {} })) }),
};

/** Claims to add to the usual ones. */
export function claimsOf(shape) {
  return TOKEN_SHAPES[shape]();
}

function listOf(length, make) {
  return Array.from({ length }, (_, i) => make(i));
}

function unique() {
  return (made++).toString(36);
}

function text(length) {
  return randomBytes(length).toString('hex').slice(0, length);
}
