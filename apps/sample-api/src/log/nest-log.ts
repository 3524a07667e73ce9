import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Contexts in which Nest logs, stack and all, what stops a start, before it throws the same. */
const STOPS_THE_START = new Set(['ExceptionHandler', 'NestApplication']);

/**
 * Nest's own logger, and that of every `new Logger(context)`, over the log. What Nest tells of its start is for
 * debugging; what stops the start is left to the caller, who is thrown it.
 */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log = (...parts: readonly unknown[]): void => this.#write('debug', parts);
  debug = (...parts: readonly unknown[]): void => this.#write('debug', parts);
  verbose = (...parts: readonly unknown[]): void => this.#write('trace', parts);
  warn = (...parts: readonly unknown[]): void => this.#write('warn', parts);
  fatal = (...parts: readonly unknown[]): void => this.#write('fatal', parts);

  error = (...parts: readonly unknown[]): void => {
    if (!STOPS_THE_START.has(String(parts.at(-1)))) this.#write('error', parts);
  };

  /** Nest puts the context last, and the stack of an error before it. */
  #write(
    level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal',
    [message, ...details]: readonly unknown[],
  ): void {
    const context = details.at(-1);
    const stack = details.length > 1 ? details[0] : undefined;
    this.pino[level](
      {
        ...(typeof context === 'string' && { context }),
        // As an object: text would be past the list of members that no line shows.
        ...(isData(message) && { data: message }),
        ...(message instanceof Error
          ? { err: message }
          : typeof stack === 'string' && { err: { stack } }),
      },
      textOf(message),
    );
  }
}

function isData(message: unknown): message is object {
  return typeof message === 'object' && message !== null && !(message instanceof Error);
}

function textOf(message: unknown): string | undefined {
  if (message instanceof Error) return message.message;
  return isData(message) ? undefined : String(message);
}
