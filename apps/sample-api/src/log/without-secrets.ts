/** Compact JWS and JWE (their first part is a JSON object), and the refresh tokens of this library. */
const TOKENS = /\beyJ[\w-]{10,}(?:\.[\w-]*){0,4}|\bprt_[\w-]+/g;
/** What the header of a request or the user information of a URL would have. */
const CREDENTIALS = /\b(Bearer|Basic) +[\w.~+/=-]+|\/\/[^\s/@"]+@/gi;

/** A line of the log without what opens anything: the last look before it leaves the process. */
export function withoutSecrets(line: string): string {
  return line
    .replace(TOKENS, '[redacted]')
    .replace(CREDENTIALS, (_all, scheme?: string) =>
      scheme === undefined ? '//[redacted]@' : `${scheme} [redacted]`,
    );
}
