/** The log: JSON lines, or short lines in a terminal. Secrets are removed from every line. */
import { pino, stdTimeFunctions, type Logger } from 'pino';
import { terminalLine } from './terminal-line.js';
import { withoutSecrets } from './without-secrets.js';

/** Log levels, from nothing to everything. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Target of the log. */
export interface LogTarget {
  write(line: string): unknown;
}

/**
 * Redacted members: at the top level of a logged object and one and two levels below. Objects from Nest's loggers are
 * nested once more, in `data`.
 */
const NEVER_LOGGED = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'credential',
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'code_verifier',
].flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`, `data.*.*["${name}"]`]);

/** Creates the log. @param target - default: standard output, with short lines in a terminal */
export function createLog(level: LogLevel, target: LogTarget = standardOutput()): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: NEVER_LOGGED,
    },
    { write: (line) => void target.write(withoutSecrets(line)) },
  );
}

function standardOutput(): LogTarget {
  const { stdout } = process;
  return { write: (line) => stdout.write(stdout.isTTY ? terminalLine(line) : line) };
}
