import type { ExecutionContext } from '@nestjs/common';

/** Makes the context that the guards of a message had, as far as transports need it: Nest does not pass it on. */
export function rpcContextOf(args: readonly unknown[]): ExecutionContext {
  const host = {
    getType: () => 'rpc',
    getArgs: () => args,
    getArgByIndex: (index: number) => args[index],
    switchToRpc: () => ({ getData: () => args[0], getContext: () => args[1] }),
  };
  return host as unknown as ExecutionContext;
}
