/**
 * Where rules were written. Their metadata is on the function that the decorator was given; a decorator above it may have put
 * another function in its place since, which has none.
 */

/** A rule that was written on a method. */
export interface WrittenRule {
  /** The key of its metadata. */
  readonly key: string;
  /** `@Roles()` */
  readonly decorator: string;
}

const written = new WeakMap<object, Map<string | symbol, WrittenRule[]>>();

/** Notes a rule on a method of a prototype. */
export function noteRule(prototype: object, method: string | symbol, rule: WrittenRule): void {
  let methods = written.get(prototype);
  if (!methods) written.set(prototype, (methods = new Map<string | symbol, WrittenRule[]>()));
  methods.set(method, [...(methods.get(method) ?? []), rule]);
}

/** The rules that were written on the methods of a prototype itself. */
export function rulesWrittenOn(
  prototype: object,
): ReadonlyMap<string | symbol, readonly WrittenRule[]> {
  return written.get(prototype) ?? new Map();
}
