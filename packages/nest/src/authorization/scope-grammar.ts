/** The grammar of scopes (RFC 6749 §3.3). */

const NAME = String.raw`[\x21\x23-\x5b\x5d-\x7e]+`;
const ONE = new RegExp(`^${NAME}$`);
const LIST = new RegExp(`^${NAME}(?: ${NAME})*$`);

/** Returns whether a value is one scope. Scopes contain no quotes, so they are safe in a challenge. */
export function isScope(value: unknown): value is string {
  return typeof value === 'string' && ONE.test(value);
}

/** Returns whether a value is a list of scopes, separated by single spaces. */
export function isScopeList(value: unknown): value is string {
  return typeof value === 'string' && LIST.test(value);
}
