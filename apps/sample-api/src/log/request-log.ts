/** Logs one line for each request and its status, without headers, query and body. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { pinoHttp, type HttpLogger } from 'pino-http';

/** All paths of the API are shorter. */
const LONGEST_PATH = 200;

/** Creates a unique request ID. Used for Fastify too, whose own numbers restart with each process. */
export const newRequestId = (): string => randomUUID();

/** Returns middleware for both platforms. */
export function requestLog(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: newRequestId,
    wrapSerializers: false,
    serializers: { req: asked, res: answered },
    customLogLevel: (_request, { statusCode }, error) => {
      if (error || statusCode === 500) return 'error';
      return statusCode > 500 ? 'warn' : 'info';
    },
    customSuccessMessage: inWords,
    customErrorMessage: inWords,
    // The cause is logged where it is known; the stack here says nothing.
    customErrorObject: (_request, _response, _error, { res, responseTime }: Failure) => ({
      res,
      responseTime,
    }),
  });
}

/** Members that pino-http logs for a failure. */
interface Failure {
  readonly res: unknown;
  readonly responseTime: number;
}

function inWords(request: IncomingMessage, { statusCode }: ServerResponse): string {
  return `${request.method ?? ''} ${pathOf(request)} ${statusCode}`;
}

function asked(request: IncomingMessage & { readonly id?: unknown }) {
  const { id, method, socket } = request;
  return { id, method, path: pathOf(request), from: socket.remoteAddress };
}

function answered({ statusCode: status }: ServerResponse) {
  return { status };
}

/** Returns the path without the query, which may contain authorization codes and other secrets. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  const [path = ''] = (request.originalUrl ?? request.url ?? '').split('?');
  return path.slice(0, LONGEST_PATH);
}
