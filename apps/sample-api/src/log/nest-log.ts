import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Contexts in which Nest logs an error that it then also throws, so that the start fails. */
const STOPS_THE_START = new Set(['ExceptionHandler', 'NestApplication']);

/**
 * Writes Nest's log, and that of every `new Logger(context)`, to the application's log. Nest's `log` level becomes
 * `debug`. Errors that stop the start are not logged, since Nest throws them too.
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

  /** Nest passes the context last, after the stack of an error. */
  #write(
    level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal',
    [message, ...details]: readonly unknown[],
  ): void {
    const context = details.at(-1);
    const stack = details.length > 1 ? details[0] : undefined;
    this.pino[level](
      {
        ...(typeof context === 'string' && { context }),
        // As an object, so that its members are redacted.
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
