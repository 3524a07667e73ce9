import type { LoggerService } from '@nestjs/common';

/** Records the log instead of printing it. */
export class RecordingLogger implements LoggerService {
  readonly #lines: string[] = [];

  log = (...parts: readonly unknown[]): void => this.#keep('log', parts);
  fatal = (...parts: readonly unknown[]): void => this.#keep('fatal', parts);
  error = (...parts: readonly unknown[]): void => this.#keep('error', parts);
  warn = (...parts: readonly unknown[]): void => this.#keep('warn', parts);
  debug = (...parts: readonly unknown[]): void => this.#keep('debug', parts);
  verbose = (...parts: readonly unknown[]): void => this.#keep('verbose', parts);

  /** The whole log, one line per entry. */
  get text(): string {
    return this.#lines.join('\n');
  }

  #keep(level: string, parts: readonly unknown[]): void {
    this.#lines.push([level, ...parts.map(textOf)].join(' '));
  }
}

function textOf(part: unknown): string {
  if (part instanceof Error) return `${part.stack ?? part.message} ${String(part.cause)}`;
  return typeof part === 'string' ? part : JSON.stringify(part);
}
