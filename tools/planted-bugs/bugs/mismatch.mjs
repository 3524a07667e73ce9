/** Mistakes in what a log is told of an issuer or audience that is not trusted. */
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const claims = 'packages/core/src/claims/registered-claims.ts';
const errors = 'packages/core/src/errors.ts';
const mismatch = 'packages/core/src/mismatch.ts';
const registry = 'packages/core/src/issuers/issuer-registry.ts';

export const mismatchBugs = [
  {
    name: 'what is received is not cut',
    file: mismatch,
    find: 'JSON.stringify(text.slice(0, most))',
    replace: 'JSON.stringify(text)',
  },
  {
    name: 'letters that a terminal acts on are written as they are',
    file: mismatch,
    find: '/[^\\x20-\\x7e]/g',
    replace: '/[\\x00-\\x1f]/g',
  },
  {
    name: 'every audience of a token is written',
    file: mismatch,
    find: 'values.slice(0, MOST_TOLD)',
    replace: 'values.slice(0)',
  },
  {
    name: 'all trusted issuers are compared for a log line',
    file: mismatch,
    find: 'firstOf(trusted, MOST_COMPARED)',
    replace: 'firstOf(trusted, 1e6)',
  },
  {
    name: 'a token’s issuer is in the message of its error',
    file: errors,
    find: '    super(code, message, details);\n    setStackTraceLimit(limit);',
    replace:
      '    super(code, mismatch ? `${message}: ${describeMismatch(mismatch)}` : message, details);\n    setStackTraceLimit(limit);',
  },
  {
    name: 'the log does not say which audience came',
    file: authenticator,
    find: 'mismatch === undefined ? message : `${message}: ${mismatch}`',
    replace: 'message',
  },
  {
    name: 'the trusted audiences are told as received',
    file: claims,
    find: '{ received: aud, trusted: audience }',
    replace: '{ received: [...audience], trusted: audience }',
  },
  {
    name: 'the trusted issuers are not told',
    file: registry,
    find: 'unknown(iss, this.#names)',
    replace: 'unknown(iss)',
  },
  {
    name: 'the trusted issuers are told once',
    file: registry,
    find: 'unknown(iss, this.#names)',
    replace: 'unknown(iss, this.#byIssuer.keys())',
  },
];
