const GENERATED = /^[0-9a-f]{21}$/;

/** Returns whether a metadata key is one that `Reflector.createDecorator()` generates: it says nothing by its name. */
export function isGeneratedKey(key: string): boolean {
  return GENERATED.test(key);
}
