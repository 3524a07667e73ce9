/** Compact JWS and JWE, whose first part is a JSON object, and refresh tokens of this library. */
const TOKENS = /\beyJ[\w-]{10,}(?:\.[\w-]*){0,4}|\bprt_[\w-]+/g;
/** Credentials of an Authorization header, and user information of a URL. */
const CREDENTIALS = /\b(Bearer|Basic) +[\w.~+/=-]+|\/\/[^\s/@"]+@/gi;

/** Removes tokens and credentials from a line: the last filter before it is written. */
export function withoutSecrets(line: string): string {
  return line
    .replace(TOKENS, '[redacted]')
    .replace(CREDENTIALS, (_all, scheme?: string) =>
      scheme === undefined ? '//[redacted]@' : `${scheme} [redacted]`,
    );
}
