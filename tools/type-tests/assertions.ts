/** What type tests are written with: types that are `true` or `false`, and functions that compile for one of them only. */

/** True only when both types are the same; `any` is the same as nothing but itself. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export type Extends<A, B> = A extends B ? true : false;
export type IsAny<T> = 0 extends 1 & T ? true : false;

/** Whether a type is `any`, or has it in a member, in its items, or in what a function of it takes or gives. */
export type HasAny<T> = [AnyIn<T>] extends [never] ? false : true;

/** The names of what is `any` in a type; where it is a union, in each part of it. */
type AnyIn<T> =
  IsAny<T> extends true
    ? 'all of it'
    : T extends readonly unknown[] | ((...given: never) => unknown)
      ? AnyHere<T>
      : T extends object
        ? {
            [Name in keyof T]-?: AnyHere<NonNullable<T[Name]>> extends never ? never : Name;
          }[keyof T]
        : never;

/** As far as a member is looked into: what lies deeper has a name and a pin of its own. */
type AnyHere<T> =
  IsAny<T> extends true
    ? 'here'
    : T extends (...given: infer Given) => infer Answer
      ? AnyAmong<[...Given, Awaited<Answer>][number]>
      : T extends readonly (infer Item)[]
        ? AnyAmong<Item>
        : T extends Readonly<Record<string, infer Value>>
          ? AnyAmong<Value>
          : never;

type AnyAmong<T> = IsAny<T> extends true ? 'here' : never;

/** Compiles only where the type is `true`. */
export const holds = <T extends true>(is: T | true = true): boolean => is;
/** Compiles only where the type is `false`. */
export const fails = <T extends false>(is: T | false = false): boolean => !is;
