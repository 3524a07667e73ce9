import type { Type } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';

const scanner = new MetadataScanner();

/** Returns the methods of a class in which Nest looks for handlers, inherited methods included. */
export function methodsOf(
  type: Type,
): readonly { readonly name: string; readonly method: object }[] {
  const prototype = type.prototype as Readonly<Record<string, object>>;
  return scanner
    .getAllMethodNames(prototype)
    .map((name) => ({ name, method: prototype[name] as object }));
}
