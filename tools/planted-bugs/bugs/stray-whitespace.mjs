/** Mistakes in finding whitespace around values from files. */
const strayWhitespace = 'packages/core/src/stray-whitespace.ts';
const keySource = 'packages/core/src/issuers/resolve-key-source.ts';
const resolveIssuer = 'packages/core/src/issuers/resolve-issuer.ts';
const claimsPolicy = 'packages/core/src/issuers/resolve-claims-policy.ts';
const tenants = 'packages/core/src/issuers/tenants/read-tenants.ts';
const keyMaterial = 'packages/issuer/src/signing/key-material.ts';
const signerValues = 'packages/issuer/src/signing/signer-values.ts';

export const strayWhitespaceBugs = [
  {
    name: 'a secret that ends with a line break starts without a warning',
    file: keySource,
    find: 'warn(secret, option);',
    replace: '',
  },
  {
    name: 'only whitespace before a secret causes a warning',
    file: strayWhitespace,
    find: 'return /^\\s|\\s$/.test(text);',
    replace: 'return /^\\s/.test(text);',
  },
  {
    name: 'random bytes that end with a line break cause a warning',
    file: strayWhitespace,
    find: 'if (isBytes && !WRITTEN.test(text)) return false;',
    replace: '',
  },
  {
    name: 'the bytes of a file are not checked',
    file: strayWhitespace,
    find: 'if (isBytes && !WRITTEN.test(text)) return false;',
    replace: 'if (isBytes) return false;',
  },
  {
    name: 'the warning shows the secret',
    file: strayWhitespace,
    find: '`${option}: the secret ${where}, as',
    replace: '`${option}: the secret ${text} ${where}, as',
  },
  {
    name: 'whitespace around an issuer is accepted',
    file: resolveIssuer,
    find: 'assertNoStrayWhitespace(issuer, `${path}issuer`);',
    replace: '',
  },
  {
    name: 'whitespace around an audience is accepted',
    file: claimsPolicy,
    find: 'for (const name of list) assertNoStrayWhitespace(name, option);',
    replace: '',
  },
  {
    name: 'the warning repeats for every tenant and every read',
    file: tenants,
    find: 'hasWarned ||= warnOfStrayWhitespace(secret, option);',
    replace: 'hasWarned = warnOfStrayWhitespace(secret, option);',
  },
  {
    name: 'a signing secret that ends with a line break is imported without a warning',
    file: keyMaterial,
    find: 'warnOfStrayWhitespace(material, OPTION);',
    replace: '',
  },
  {
    name: 'a signer keeps whitespace around its names',
    file: signerValues,
    find: 'assertNoStrayWhitespace(value, option);',
    replace: '',
  },
];
