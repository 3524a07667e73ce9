/** Codes of an outcome for GraphQL, WebSockets and microservices, and the numbers of gRPC. */
import { readDecimal, type HttpOutcome } from '@portcullis/core/bearer';

/** Name and gRPC number of a rejection. */
export interface RefusalCode {
  readonly name: 'BAD_REQUEST' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'SERVICE_UNAVAILABLE';
  /** INVALID_ARGUMENT, UNAUTHENTICATED, PERMISSION_DENIED or UNAVAILABLE. */
  readonly grpc: 3 | 16 | 7 | 14;
}

const CODES: Readonly<Record<HttpOutcome['status'], RefusalCode>> = {
  400: { name: 'BAD_REQUEST', grpc: 3 },
  401: { name: 'UNAUTHENTICATED', grpc: 16 },
  403: { name: 'FORBIDDEN', grpc: 7 },
  503: { name: 'SERVICE_UNAVAILABLE', grpc: 14 },
};

/** Returns the code of an outcome for a transport without HTTP status. */
export function refusalCode(outcome: HttpOutcome): RefusalCode {
  return CODES[outcome.status];
}

/** Returns `Retry-After` of an outcome, in seconds. */
export function retryAfterOf({ headers }: HttpOutcome): number | undefined {
  return readDecimal(headers['Retry-After'] ?? '');
}

/** Returns a rejection as a plain object: the same for every cause of a 401. `retryAfter` is in seconds. */
export function refusalBody(outcome: HttpOutcome): Readonly<Record<string, unknown>> {
  const retryAfter = retryAfterOf(outcome);
  return {
    status: 'error',
    statusCode: outcome.status,
    code: refusalCode(outcome).name,
    message: outcome.body.message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
