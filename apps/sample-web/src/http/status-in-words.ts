const PHRASES: ReadonlyMap<number, readonly [name: string, meaning: string]> = new Map([
  [0, ['No response', 'The API is unavailable.']],
  [200, ['OK', 'The request succeeded.']],
  [201, ['Created', 'The API created something.']],
  [204, ['No Content', 'The request succeeded. The response has no body.']],
  [400, ['Bad Request', 'The request is malformed.']],
  [401, ['Unauthorized', 'The request has no valid token, so the API does not know who you are.']],
  [403, ['Forbidden', 'The API knows who you are, but you are not allowed to do this.']],
  [404, ['Not Found', 'This does not exist.']],
  [409, ['Conflict', 'The configuration of this API does not allow it.']],
  [413, ['Content Too Large', 'The body is too large for the API.']],
  [431, ['Request Header Fields Too Large', 'The token is too large for the API.']],
  [429, ['Too Many Requests', 'You sent too many requests. Wait a moment.']],
  [
    503,
    [
      'Service Unavailable',
      'The API cannot check the token now, because something that it needs is unavailable. ' +
        'It allows no access without a check, and signs nobody out.',
    ],
  ],
]);

/** Returns the name of a status, such as `Forbidden`. */
export function statusName(status: number): string {
  return PHRASES.get(status)?.[0] ?? '';
}

/** Explains a status in a sentence. */
export function statusMeaning(status: number): string {
  return PHRASES.get(status)?.[1] ?? 'The API returned an unexpected status.';
}
