/** Mistakes in finding what files bring along with a value. */
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
    name: 'only whitespace before a secret is warned of',
    file: strayWhitespace,
    find: 'return /^\\s|\\s$/.test(text);',
    replace: 'return /^\\s/.test(text);',
  },
  {
    name: 'random bytes that end like a line are warned of',
    file: strayWhitespace,
    find: 'if (isBytes && !WRITTEN.test(text)) return false;',
    replace: '',
  },
  {
    name: 'the bytes of a file are not looked at',
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
    name: 'whitespace around an issuer counts',
    file: resolveIssuer,
    find: 'assertNoStrayWhitespace(issuer, `${path}issuer`);',
    replace: '',
  },
  {
    name: 'whitespace around an audience counts',
    file: claimsPolicy,
    find: 'for (const name of list) assertNoStrayWhitespace(name, option);',
    replace: '',
  },
  {
    name: 'every tenant is warned of, each time that it is read',
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
    name: 'a signer takes whitespace around its names for part of them',
    file: signerValues,
    find: 'assertNoStrayWhitespace(value, option);',
    replace: '',
  },
];
