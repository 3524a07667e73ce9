/** A line for each request: what was asked and how it was answered. No header, no query and no body is in it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { pinoHttp, type HttpLogger } from 'pino-http';

/** A path of ours is shorter. */
const LONGEST_PATH = 200;

/** What tells a request from all others. Fastify is given it too, whose own numbers begin again with each process. */
export const newRequestId = (): string => randomUUID();

/** Middleware of both platforms. */
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
    // Why is said where it is known; here would be a stack of nothing.
    customErrorObject: (_request, _response, _error, { res, responseTime }: Failure) => ({
      res,
      responseTime,
    }),
  });
}

/** What pino-http logs of a failure. */
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

/** Queries hold codes of sign-ins, and what people send by mistake. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  const [path = ''] = (request.originalUrl ?? request.url ?? '').split('?');
  return path.slice(0, LONGEST_PATH);
}
