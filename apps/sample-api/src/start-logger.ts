import { ConsoleLogger } from '@nestjs/common';

/** Contexts in which Nest logs, stack and all, what stops a start, before it throws the same. */
const STOPS_THE_START = new Set(['ExceptionHandler', 'NestApplication']);

/** Nest's own logger from warnings up; what stops the start is left to the caller, who is thrown it. */
export class StartLogger extends ConsoleLogger {
  constructor() {
    super({ logLevels: ['warn', 'error', 'fatal'] });
  }

  override error(message: unknown, ...details: readonly unknown[]): void {
    if (!STOPS_THE_START.has(String(details.at(-1)))) super.error(message, ...details);
  }
}
