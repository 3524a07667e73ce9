/** Explains why the start failed, for the person who started the API. */
import { ConfigurationError } from '@portcullis/nest';
import { DatabaseError, type DatabaseErrorCode } from '@portcullis/database';
import { RedisStartError } from './stores/redis-connection.js';
import { EnvironmentError, type Environment } from './configuration/environment.js';

/** A server could not listen. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(
    readonly server: string,
    /** The variables of the port and, if there is one, the host. */
    readonly variables: { readonly port: keyof Environment; readonly host?: keyof Environment },
    /** The requested host and port. */
    readonly address: string,
    override readonly cause: unknown,
  ) {
    super(`${server} cannot listen on ${address}`);
  }
}

/**
 * Returns the message to print.
 *
 * @returns undefined for an error that is not about the environment, whose stack should be printed
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
      return `${port}: ${message}: the port is in use. Stop the other program, or set ${port} to a free port`;
    case 'EACCES':
      return `${port}: ${message}: the port needs more rights. Set ${port} to a port from 1024 to 65535`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host}: ${message}: this machine does not have that address. Set ${host} to one of its addresses`;
    default:
      return undefined;
  }
}
