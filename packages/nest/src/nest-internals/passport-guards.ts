import type { Type } from '@nestjs/common';

/** Returns whether a guard was made by `AuthGuard()` of @nestjs/passport, whose classes have no common base class. */
export function isPassportGuard(guard: Type): boolean {
  const { handleRequest, logIn } = guard.prototype as Readonly<Record<string, unknown>>;
  return typeof handleRequest === 'function' && typeof logIn === 'function';
}
