import type { PublishedDocument } from './published-documents.js';

/** The common part of responses of Express and Fastify. */
export interface HeaderResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}

/** Sets the status and headers of a document, and returns its body for Nest to send. */
export function answer(
  response: HeaderResponse,
  { status, headers, body }: PublishedDocument,
): object | undefined {
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  response.status(status);
  return body;
}
