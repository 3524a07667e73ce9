/** The patterns of a microservice's handlers, as text. */
import { nestMetadata } from './metadata.js';

/** Returns the patterns that `@MessagePattern()` and `@EventPattern()` give a handler; none for any other method. */
export function patternsOf(handler: object): readonly string[] {
  const patterns = nestMetadata('rpcPatterns', handler) as readonly unknown[] | undefined;
  return (patterns ?? []).map(textOfPattern);
}

/** Returns a pattern as text: Nest also takes objects. */
export function textOfPattern(pattern: unknown): string {
  return typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
}
