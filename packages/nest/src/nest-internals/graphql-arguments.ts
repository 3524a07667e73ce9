/** The arguments that Nest calls a resolver with, by their positions. */
import type { ExecutionContext } from '@nestjs/common';

/** GraphQL's `info`: each execution has variables of its own. */
interface ExecutionInfo {
  readonly variableValues?: unknown;
}

/** Returns the context of a GraphQL operation. A reference resolver has one argument fewer than other resolvers. */
export function operationContextOf(context: ExecutionContext): unknown {
  const args: readonly unknown[] = context.getArgs();
  // (reference, context, info), or (root, arguments, context, info).
  return args.length === 3 ? args[1] : args[2];
}

/** Returns GraphQL's `info`, the last argument; an empty object without one. */
export function executionInfoOf(context: ExecutionContext): ExecutionInfo {
  return context.getArgs<unknown[]>().at(-1) ?? {};
}
