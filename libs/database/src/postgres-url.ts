import { DatabaseError } from './errors.js';

const EXAMPLE = 'postgres://user:password@localhost:5432/portcullis';

/**
 * Holds a PostgreSQL URL to its form. The text itself is never quoted, for it may hold a password, and
 * the error of `new URL` is not kept as a cause, for it carries its input.
 *
 * @throws {DatabaseError} `ERR_DATABASE_URL`
 */
export function assertPostgresUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) throw wrongUrl(url.trim() === '' ? 'it is empty' : 'it is not a URL');
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:') {
    // What stands before the first colon of a mistyped URL may be a user name or worse: not quoted.
    throw wrongUrl('it does not begin with postgres:// or postgresql://');
  }
  if (!url.startsWith(`${parsed.protocol}//`)) throw wrongUrl('"//" is missing after the scheme');
  if (!decodes(parsed.username) || !decodes(parsed.password) || !decodes(parsed.pathname)) {
    throw wrongUrl('a "%" in its user, password or name is not followed by two hex digits');
  }
}

/** The server and database of a URL in words that are fit for a log: no user, no password, no options. */
export function describePostgresUrl(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? (hostname || 'localhost');
  return `${host}:${port || '5432'}${pathname}`;
}

function wrongUrl(what: string): DatabaseError {
  return new DatabaseError(
    'ERR_DATABASE_URL',
    `the PostgreSQL URL can't be used: ${what}; it should look like ${EXAMPLE}`,
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
