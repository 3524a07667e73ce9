/** Explains `WWW-Authenticate: Bearer …` (RFC 6750 §3). */

/** A parsed challenge. */
export interface Challenge {
  /** `Bearer`. */
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /([!#$%&'*+.^_`|~\w-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^ \t,"]+))/g;

/** Parses one challenge; undefined for any other text. */
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
  [undefined, 'The request had no token.'],
  [
    'invalid_token',
    'The token was rejected. The API does not say why, so that attackers learn nothing.',
  ],
  ['insufficient_scope', 'The token is valid, but it does not grant this access.'],
  [
    'invalid_request',
    'The request is malformed: a header was repeated, or the token was sent in two places.',
  ],
]);

/** Explains a challenge in sentences. */
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
      ? 'The server accepts bearer tokens: anyone who holds a token can use it.'
      : `The server requires the scheme ${scheme}.`,
    ...(realm === undefined ? [] : [`The protected area (realm) is “${realm}”.`]),
    ERRORS.get(error) ?? `The error code is ${error}.`,
    ...(description === undefined ? [] : [`The server’s description: “${description}”.`]),
    ...(scope === undefined ? [] : [`The required scope is ${scope}.`]),
  ];
}
