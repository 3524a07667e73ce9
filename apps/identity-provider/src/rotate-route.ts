import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './http.js';

/** Handles `POST /rotate-keys`: requires the administrator's bearer token and returns the new `kid`. */
export async function handleRotate(
  adminToken: string,
  rotateKeys: () => Promise<string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(405, { allow: 'POST' }).end();
  } else if (!isSameSecret(request.headers.authorization ?? '', `Bearer ${adminToken}`)) {
    sendJson(response, 401, { error: 'unauthorized' }, { 'www-authenticate': 'Bearer' });
  } else {
    sendJson(response, 200, { kid: await rotateKeys() });
  }
}

/** Compares digests, since `timingSafeEqual` requires equal lengths. */
function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
