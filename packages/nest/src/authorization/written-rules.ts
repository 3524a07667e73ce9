/**
 * Where rules were written. Their metadata is on the function that the decorator received. A decorator above it may have
 * replaced that function with one without the metadata.
 */

/** A rule that was written on a method. */
export interface WrittenRule {
  /** The key of its metadata. */
  readonly key: string;
  /** `@Roles()` */
  readonly decorator: string;
}

const written = new WeakMap<object, Map<string | symbol, WrittenRule[]>>();

/** Records a rule on a method of a prototype. */
export function noteRule(prototype: object, method: string | symbol, rule: WrittenRule): void {
  let methods = written.get(prototype);
  if (!methods) written.set(prototype, (methods = new Map<string | symbol, WrittenRule[]>()));
  methods.set(method, [...(methods.get(method) ?? []), rule]);
}

/** Returns the rules on methods of a prototype, without inherited ones. */
export function rulesWrittenOn(
  prototype: object,
): ReadonlyMap<string | symbol, readonly WrittenRule[]> {
  return written.get(prototype) ?? new Map();
}
