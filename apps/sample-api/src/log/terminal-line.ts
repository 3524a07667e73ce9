/** Members of a log line that a terminal shows. */
interface Line {
  readonly time?: string;
  readonly level?: string;
  readonly context?: string;
  readonly msg?: string;
  readonly err?: { readonly stack?: string };
}

/** Converts a JSON line of the log to a line for a terminal. */
export function terminalLine(json: string): string {
  const { time = '', level = '', context, msg = '', err } = JSON.parse(json) as Line;
  const parts = [time.slice(11, 19), level.toUpperCase().padEnd(5), context && `[${context}]`, msg];
  const stack = err?.stack === undefined ? '' : `\n${err.stack}`;
  return `${printable(parts.filter(Boolean).join(' ') + stack)}\n`;
}

/** Replaces control characters, so that logged text cannot control the terminal. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\u{fffd}');
}
