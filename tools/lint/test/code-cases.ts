import type { LintCase } from './lint-case.js';

const at = 'packages/core/src/jws';
const parse = 'declare function parse(text: string): Promise<number>;\n';
const loose = 'const loose = JSON.parse("{}");\n';
const checked = 'const loose: unknown = JSON.parse("{}");\n';

/** Rules for all code. */
export const CODE_CASES: readonly LintCase[] = [
  {
    rule: 'typescript(no-explicit-any)',
    about: 'a parameter that is any',
    at,
    refused: 'export const size = (list: any[]): number => list.length;\n',
    accepted: 'export const size = (list: unknown[]): number => list.length;\n',
  },
  {
    rule: 'typescript(no-unsafe-assignment)',
    about: 'any kept in a constant',
    at,
    refused: `${loose}export const kept: { a?: number } | undefined = undefined;\nvoid loose;\n`,
    accepted: `${checked}export const kept: { a?: number } | undefined = undefined;\nvoid loose;\n`,
  },
  {
    rule: 'typescript(no-unsafe-return)',
    about: 'any returned as a string',
    at,
    refused: 'export const read = (text: string): string => JSON.parse(text);\n',
    accepted: 'export const read = (text: string): unknown => JSON.parse(text);\n',
  },
  {
    rule: 'typescript(no-unsafe-argument)',
    about: 'any passed to a function',
    at,
    refused: 'export const check = (f: (n: number) => void): void => f(JSON.parse("1"));\n',
    accepted: 'export const check = (f: (n: unknown) => void): void => f(JSON.parse("1"));\n',
  },
  {
    rule: 'typescript(no-unsafe-member-access)',
    about: 'a member of any',
    at,
    refused: 'export const read = (text: string): unknown => JSON.parse(text).alg;\n',
    accepted:
      'export const read = (text: string): unknown => (JSON.parse(text) as { alg?: unknown }).alg;\n',
  },
  {
    rule: 'typescript(no-unsafe-call)',
    about: 'any called as a function',
    at,
    refused: 'export const run = (text: string): unknown => JSON.parse(text)();\n',
    accepted:
      'export const run = (text: string): unknown => (JSON.parse(text) as () => unknown)();\n',
  },
  {
    rule: 'typescript(ban-ts-comment)',
    about: 'a compiler error hidden by a comment',
    at,
    refused: '// @ts-ignore\nexport const one: number = "1";\n',
    accepted: '// nothing is hidden\nexport const one: number = 1;\n',
  },
  {
    rule: 'typescript(no-floating-promises)',
    about: 'a promise that is not awaited',
    at,
    refused: `${parse}export function run(): void {\n  parse("1");\n}\n`,
    accepted: `${parse}export async function run(): Promise<void> {\n  await parse("1");\n}\n`,
  },
  {
    rule: 'typescript(no-misused-promises)',
    about: 'a promise used as a condition',
    at,
    refused: `${parse}export const known = async (): Promise<string> => (parse("1") ? "yes" : "no");\n`,
    accepted: `${parse}export const known = async (): Promise<string> => ((await parse("1")) ? "yes" : "no");\n`,
  },
  {
    rule: 'typescript(no-misused-promises)',
    about: 'an async callback whose promise is ignored',
    at,
    refused: `${parse}export const all = (texts: string[]): void => texts.forEach(async (t) => void (await parse(t)));\n`,
    accepted: `${parse}export const all = (texts: string[]): Promise<number[]> => Promise.all(texts.map(async (t) => parse(t)));\n`,
  },
  {
    rule: 'typescript(only-throw-error)',
    about: 'a string thrown as an error',
    at,
    refused: 'export function fail(): never {\n  throw "no";\n}\n',
    accepted: 'export function fail(): never {\n  throw new Error("no");\n}\n',
  },
  {
    rule: 'eslint(eqeqeq)',
    about: 'loose equality',
    at,
    refused: 'export const isNone = (alg: string | null): boolean => alg == null;\n',
    accepted: 'export const isNone = (alg: string | null): boolean => alg === null;\n',
  },
  {
    rule: 'typescript(consistent-type-imports)',
    about: 'a type imported as a value',
    at,
    refused:
      "import { KeyObject } from 'node:crypto';\nexport const kid = (key: KeyObject): string => key.type;\n",
    accepted:
      "import type { KeyObject } from 'node:crypto';\nexport const kid = (key: KeyObject): string => key.type;\n",
  },
  {
    rule: 'typescript(switch-exhaustiveness-check)',
    about: 'a missing case',
    at,
    refused:
      "export function f(a: 'x' | 'y'): void {\n  switch (a) {\n    case 'x':\n      return;\n  }\n}\n",
    accepted:
      "export function f(a: 'x' | 'y'): void {\n  switch (a) {\n    case 'x':\n    case 'y':\n      return;\n  }\n}\n",
  },
  {
    rule: 'eslint(no-dupe-else-if)',
    about: 'a branch that is never reached (correctness)',
    at,
    refused:
      'export const f = (a: number): string => {\n  if (a > 1) return "x";\n  else if (a > 1) return "y";\n  return "z";\n};\n',
    accepted:
      'export const f = (a: number): string => {\n  if (a > 1) return "x";\n  else if (a > 0) return "y";\n  return "z";\n};\n',
  },
  {
    rule: 'eslint(no-shadow)',
    about: 'a name that hides another (suspicious)',
    at,
    refused:
      'const kid = 1;\nexport const f = (list: number[]): number[] => list.map((kid) => kid);\nvoid kid;\n',
    accepted:
      'const kid = 1;\nexport const f = (list: number[]): number[] => list.map((id) => id);\nvoid kid;\n',
  },
];
