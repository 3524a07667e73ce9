/** What `@Controller()`, `@Get()` and `@Sse()` have written. */
import { RequestMethod } from '@nestjs/common';
import { nestMetadata } from './metadata.js';

/** Returns whether a method of a controller is a handler of HTTP requests. */
export function isHttpHandler(handler: object): boolean {
  return nestMetadata('path', handler) !== undefined;
}

/** Returns the paths of a controller or handler as they were written; one empty path without any. */
export function pathsOf(place: object): readonly string[] {
  return [(nestMetadata('path', place) as string | readonly string[] | undefined) ?? ''].flat();
}

/** Returns the HTTP method of a handler: `GET`, `ALL`. */
export function httpMethodOf(handler: object): string {
  return RequestMethod[(nestMetadata('method', handler) as number | undefined) ?? 0] as string;
}

/** Returns whether a handler answers with server-sent events. */
export function isServerSentEvents(handler: object): boolean {
  return nestMetadata('serverSentEvents', handler) === true;
}
