/** `WWW-Authenticate: Bearer …` (RFC 6750 §3) read out in words. */

/** A challenge in its parts. */
export interface Challenge {
  /** `Bearer`. */
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /([!#$%&'*+.^_`|~\w-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^ \t,"]+))/g;

/** Reads one challenge; undefined for what is none. */
export function parseChallenge(header: string): Challenge | undefined {
  const [, scheme, rest = ''] = /^[ \t]*([!#$%&'*+.^_`|~\w-]+)(?:[ \t]+(.*))?$/s.exec(header) ?? [];
  if (scheme === undefined) return undefined;
  const parameters = [...rest.matchAll(PARAMETER)].map(
    ([, name = '', quoted, bare = '']) =>
      [name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare] as const,
  );
  return { scheme, parameters: new Map(parameters) };
}

const ERRORS: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, 'No token came with the request, so there is nothing wrong with one: send one.'],
  ['invalid_token', 'The token was refused. Why is not said: an attacker would learn from it.'],
  ['insufficient_scope', 'The token is good, but what it grants is not enough for this.'],
  ['invalid_request', 'The request is malformed: a header came twice, or the token in two places.'],
]);

/** A challenge as sentences. */
export function challengeInWords(header: string): readonly string[] {
  const challenge = parseChallenge(header);
  if (challenge === undefined) return ['The header is not a challenge.'];
  const { scheme, parameters } = challenge;
  const realm = parameters.get('realm');
  const error = parameters.get('error');
  const description = parameters.get('error_description');
  const scope = parameters.get('scope');
  return [
    scheme.toLowerCase() === 'bearer'
      ? 'This server takes bearer tokens: whoever holds one may use it.'
      : `This server asks for the scheme ${scheme}.`,
    ...(realm === undefined ? [] : [`What is protected calls itself “${realm}”.`]),
    ERRORS.get(error) ?? `The error is called ${error}.`,
    ...(description === undefined ? [] : [`In the server's words: “${description}”.`]),
    ...(scope === undefined ? [] : [`It would take the scope ${scope}.`]),
  ];
}
