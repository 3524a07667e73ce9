import type { ExecutionContext, Type } from '@nestjs/common';

/**
 * Makes the context of a handshake, for which Nest runs no guard and has no context. Its one argument is the opening, whose
 * `handshake` is also what `switchToHttp().getRequest()` returns.
 */
export function handshakeContextOf(
  { type, handler }: { readonly type: Type; readonly handler: object },
  opening: { readonly handshake: object },
): ExecutionContext {
  const args = [opening];
  const host = {
    getType: () => 'ws',
    getClass: () => type,
    getHandler: () => handler,
    getArgs: () => args,
    getArgByIndex: (index: number) => args[index],
    switchToWs: () => ({
      getClient: () => opening,
      getData: () => undefined,
      getPattern: () => '',
    }),
    switchToHttp: () => ({ getRequest: () => opening.handshake }),
    switchToRpc: () => ({ getData: () => undefined, getContext: () => opening }),
  };
  return host as unknown as ExecutionContext;
}
