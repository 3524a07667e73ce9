/** One transport of the matrix: a real server, and a real client that asks it. */
import type { DynamicModule } from '@nestjs/common';

/** What the handlers of every lane ask for: a good token, the role admin, nothing, a token if there is one. */
export type Handler = 'mine' | 'staff' | 'open' | 'maybe';

/** What a client was told. */
export interface Told {
  /** The answer of the handler: the user's id, or `nobody`; undefined where it was not called. */
  readonly user?: string;
  /** What the transport said, as the table shows it. */
  readonly said: string;
}

/** A lane that is open. */
export interface RunningLane {
  /** Asks a handler once, with a token or without. */
  ask(handler: Handler, token?: string): Promise<Told>;
  close(): Promise<unknown>;
}

/** A transport, and how its server and client are started. */
export interface Lane {
  readonly name: string;
  /** How this transport says 401, 403 and 503. */
  readonly refusals: Readonly<Record<401 | 403 | 503, string>>;
  open(auth: DynamicModule): Promise<RunningLane>;
}

/** What a handler answers with. */
export function idOf(user: unknown): string {
  return (user as { readonly id?: string } | undefined)?.id ?? 'nobody';
}

/** A handler was called. */
export function accepted(user: unknown, said: string): Told {
  return { user: String(user), said };
}
