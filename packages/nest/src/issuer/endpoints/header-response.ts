import type { PublishedDocument } from './published-documents.js';

/** What the responses of Express and of Fastify have in common. */
export interface HeaderResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}

/** Sets status and headers of a document; gives its body, for Nest to send. */
export function answer(
  response: HeaderResponse,
  { status, headers, body }: PublishedDocument,
): object | undefined {
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  response.status(status);
  return body;
}
