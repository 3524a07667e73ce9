/** The log: JSON lines for machines, short lines in a terminal. No line has a secret in it, whatever was logged. */
import { pino, stdTimeFunctions, type Logger } from 'pino';
import { terminalLine } from './terminal-line.js';
import { withoutSecrets } from './without-secrets.js';

/** How much is logged. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where lines go. */
export interface LogTarget {
  write(line: string): unknown;
}

/**
 * Members that no line shows, at the top of what is logged and one and two levels down; the same of what Nest's loggers are
 * given, which is a member itself: `data`.
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

/** @param target default: standard output, in the form that suits who reads it */
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
