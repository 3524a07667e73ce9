/** Mistakes in the log of an untrusted issuer or audience. */
const claims = 'packages/core/src/claims/registered-claims.ts';
const errors = 'packages/core/src/errors.ts';
const mismatch = 'packages/core/src/mismatch.ts';
const registry = 'packages/core/src/issuers/issuer-registry.ts';

export const mismatchBugs = [
  {
    name: 'the received value is not truncated',
    file: mismatch,
    find: 'JSON.stringify(text.slice(0, most))',
    replace: 'JSON.stringify(text)',
  },
  {
    name: 'control characters are not escaped',
    file: mismatch,
    find: '/[^\\x20-\\x7e]/g',
    replace: '/[\\x00-\\x1f]/g',
  },
  {
    name: 'every audience of a token is logged',
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
    name: 'the error message contains the token’s issuer',
    file: errors,
    find: '    super(code, message, details);\n    setStackTraceLimit(limit);',
    replace:
      '    super(code, mismatch ? `${message}: ${describeMismatch(mismatch)}` : message, details);\n    setStackTraceLimit(limit);',
  },
  {
    name: 'the log lacks the received audience',
    file: 'packages/nest/src/authentication/rejection-report.ts',
    find: 'mismatch === undefined ? message : `${message}: ${mismatch}`',
    replace: 'message',
  },
  {
    name: 'the trusted audiences are logged as received',
    file: claims,
    find: '{ received: aud, trusted: audience }',
    replace: '{ received: [...audience], trusted: audience }',
  },
  {
    name: 'the trusted issuers are not logged',
    file: registry,
    find: 'unknown(iss, this.#names)',
    replace: 'unknown(iss)',
  },
  {
    name: 'the trusted issuers are logged only once',
    file: registry,
    find: 'unknown(iss, this.#names)',
    replace: 'unknown(iss, this.#byIssuer.keys())',
  },
];
