/** What a start that failed is about, in words for the person who started it. */
import { ConfigurationError } from '@portcullis/core';
import { DatabaseError, type DatabaseErrorCode } from '@portcullis/database';
import { RedisStartError } from './stores/redis-connection.js';
import { EnvironmentError, type Environment } from './configuration/environment.js';

/** A server could not listen: which one, and the variables that say where. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(
    readonly server: string,
    /** The variables of its port and, where there is one, of its host. */
    readonly variables: { readonly port: keyof Environment; readonly host?: keyof Environment },
    /** Where it should have listened. */
    readonly address: string,
    override readonly cause: unknown,
  ) {
    super(`${server} can't listen on ${address}`);
  }
}

/**
 * What to tell whoever started the application.
 *
 * @returns undefined for an error that is not about the environment: a bug, whose stack is wanted
 */
export function explainStartFailure(error: unknown): string | undefined {
  if (error instanceof EnvironmentError || error instanceof ConfigurationError)
    return error.message;
  if (error instanceof RedisStartError) return `REDIS_URL: ${error.message}`;
  if (error instanceof DatabaseError) return `${VARIABLE_OF[error.code]}: ${error.message}`;
  return error instanceof ListenError ? explainListenFailure(error) : undefined;
}

const VARIABLE_OF: Readonly<Record<DatabaseErrorCode, string>> = {
  ERR_DATABASE_OPTIONS: 'DATA_DIR',
  ERR_DATABASE_DATA_DIR: 'DATA_DIR',
  ERR_DATABASE_IN_USE: 'DATA_DIR',
  ERR_DATABASE_URL: 'DATABASE_URL',
  ERR_DATABASE_UNREACHABLE: 'DATABASE_URL',
  ERR_DATABASE_MIGRATION: 'DATABASE_URL or DATA_DIR',
};

function explainListenFailure({ message, cause, variables }: ListenError): string | undefined {
  const { port, host = port } = variables;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `${port}: ${message}: another program has that port. Stop it, or set ${port} to a free one`;
    case 'EACCES':
      return `${port}: ${message}: that port needs more rights. Set ${port} to one from 1024 to 65535`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host}: ${message}: this machine has no such address. Set ${host} to one that it has`;
    default:
      return undefined;
  }
}
