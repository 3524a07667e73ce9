const PHRASES: ReadonlyMap<number, readonly [name: string, meaning: string]> = new Map([
  [0, ['No answer', 'The API could not be reached.']],
  [200, ['OK', 'The API did what it was asked.']],
  [201, ['Created', 'The API did it, and something was made.']],
  [204, ['No Content', 'It is done, and there is nothing more to say.']],
  [400, ['Bad Request', 'The request itself is malformed.']],
  [401, ['Unauthorized', 'The API does not know who is asking: there is no token, or a bad one.']],
  [403, ['Forbidden', 'The API knows who is asking, and that is not allowed for this role.']],
  [404, ['Not Found', 'There is no such thing.']],
  [409, ['Conflict', 'That is not possible the way this API is set up.']],
  [413, ['Content Too Large', 'That is larger than the API takes.']],
  [431, ['Request Header Fields Too Large', 'The token is larger than the API takes.']],
  [429, ['Too Many Requests', 'That was too often. Wait a little.']],
  [
    503,
    [
      'Service Unavailable',
      'The token may be good: the API could not find out, because what it needs for that is out of reach. ' +
        'It lets nobody in on a guess, and signs nobody out.',
    ],
  ],
]);

/** The name of a status, such as `Forbidden`. */
export function statusName(status: number): string {
  return PHRASES.get(status)?.[0] ?? '';
}

/** What a status means for who asked, in a sentence. */
export function statusMeaning(status: number): string {
  return PHRASES.get(status)?.[1] ?? 'The API answered with something that it should not.';
}
