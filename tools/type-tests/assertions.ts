/** Assertions for type tests: types that are `true` or `false`, and functions that compile for only one of them. */

/** `true` only if both types are the same. `any` is the same as itself only. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export type Extends<A, B> = A extends B ? true : false;
export type IsAny<T> = 0 extends 1 & T ? true : false;

/** Tells whether a type is `any`, or has `any` in a member, an item, a parameter or a return type. */
export type HasAny<T> = [AnyIn<T>] extends [never] ? false : true;

/** The names of the `any` members of a type. For a union, of each of its parts. */
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

/** Looks one level deep. Deeper types have a name and a test of their own. */
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

/** Compiles only if the type is `true`. */
export const holds = <T extends true>(is: T | true = true): boolean => is;
/** Compiles only if the type is `false`. */
export const fails = <T extends false>(is: T | false = false): boolean => !is;
