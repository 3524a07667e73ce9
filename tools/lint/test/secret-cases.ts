import type { LintCase } from './lint-case.js';

/** A rejected and an accepted expression over declared values. */
function secretCase(about: string, refused: string, accepted: string): LintCase {
  const declared = [
    "import { Buffer } from 'node:buffer';",
    'interface Thing { token: string; hash: Buffer; type: string; csrfToken: string; tokenType: string }',
    'type Values = { a: Thing; b: Thing; secret: string; given: string; mac: Buffer };',
    'export const same = ({ a, b, secret, given, mac }: Values): unknown => [',
    '  [a, b, secret, given, mac, Buffer.alloc(0)],',
  ];
  const source = (expression: string) => [...declared, `  ${expression},`, '];', ''].join('\n');
  return {
    rule: 'portcullis(no-secret-equality)',
    about,
    at: 'packages/issuer/src/signing',
    refused: source(refused),
    accepted: source(accepted),
  };
}

/** Comparisons of secrets that stop at the first difference. */
export const SECRET_CASES: readonly LintCase[] = [
  secretCase('a secret ===', 'secret === given', 'a.type === given'),
  secretCase('a secret !== on the right', 'given !== secret', 'given !== b.type'),
  secretCase('a property', 'a.csrfToken === given', 'a.tokenType === given'),
  secretCase('a converted value', "a.hash.toString('hex') === given", 'a.type.trim() === given'),
  secretCase('a hard-coded password', "secret === 'open sesame'", "secret === ''"),
  secretCase('its presence is not secret', 'a.token === b.token', 'a.token === undefined'),
  secretCase('its type is not secret', 'secret === given.trim()', "typeof secret === 'string'"),
  secretCase('its length is not secret', 'given === secret', 'secret.length === given.length'),
  secretCase('its algorithm is not secret', 'a.hash === mac', "a.hash.toString() === 'sha256'"),
  secretCase(
    'parts of two values',
    'secret.slice(1) === given',
    'secret.slice(1) === secret.slice(0, -1)',
  ),
  secretCase(
    'Buffer.compare',
    'Buffer.compare(mac, a.hash)',
    'Buffer.compare(Buffer.from(a.type), Buffer.from(b.type))',
  ),
  secretCase(
    'Buffer equals',
    'mac.equals(a.hash)',
    'Buffer.from(a.type).equals(Buffer.from(given))',
  ),
  secretCase('Object.is', 'Object.is(secret, given)', 'Object.is(a.type, given)'),
  secretCase(
    'variables in a function named after a secret',
    '{ isEqualHash(one: string, other: string) { return one === other; } }',
    '{ isEqualType(one: string, other: string) { return one === other; } }',
  ),
  secretCase(
    'lengths are not secret in such functions either',
    '{ isSecret: (one: Buffer, other: Buffer) => one.equals(other) }',
    '{ isSecret: (one: Buffer, other: Buffer) => one.length === other.length }',
  ),
  secretCase(
    'parts in a callback of the function',
    '{ isToken(one: string, all: string[]) { return all.some((other) => one === other); } }',
    '{ isToken(one: string, all: string[]) { return all.some((other) => other === undefined); } }',
  ),
];
