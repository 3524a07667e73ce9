import { DatabaseError } from './errors.js';

const EXAMPLE = 'postgres://user:password@localhost:5432/portcullis';

/**
 * Validates a PostgreSQL URL. The error never contains the URL, which may hold a password. It has no `cause`, since the
 * error of `new URL` contains its input.
 *
 * @throws {DatabaseError} `ERR_DATABASE_URL`
 */
export function assertPostgresUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) throw wrongUrl(url.trim() === '' ? 'it is empty' : 'it is not a URL');
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:') {
    // The text before the first colon of a mistyped URL may be a user name or a password: do not quote it.
    throw wrongUrl('it does not start with postgres:// or postgresql://');
  }
  if (!url.startsWith(`${parsed.protocol}//`)) throw wrongUrl('"//" is missing after the scheme');
  if (!decodes(parsed.username) || !decodes(parsed.password) || !decodes(parsed.pathname)) {
    throw wrongUrl(
      'a "%" in the user, password or database name is not followed by two hex digits',
    );
  }
}

/** Returns host, port and database of a URL for logs, without user, password and options. */
export function describePostgresUrl(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? (hostname || 'localhost');
  return `${host}:${port || '5432'}${pathname}`;
}

function wrongUrl(what: string): DatabaseError {
  return new DatabaseError(
    'ERR_DATABASE_URL',
    `invalid PostgreSQL URL: ${what}. Expected a URL such as ${EXAMPLE}`,
  );
}

function decodes(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
