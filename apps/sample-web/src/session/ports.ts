/** Interfaces between the session and the browser. Tests implement them with their own clock. */
import type { Answer } from '../http/answer.js';
import type { ApiRequest } from '../http/ask.js';
import type { Grant } from './grant.js';

/** Messages between the tabs of a browser. They never contain the refresh token, which scripts cannot read. */
export type TabMessage =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'signed-out'; readonly reason: SignedOutReason };

/** Why nobody is signed in. */
export type SignedOutReason = 'never-signed-in' | 'signed-out' | 'ended';

/** The other tabs of this page in this browser. */
export interface Tabs {
  /** Runs work while no other tab runs work. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Sends a message to the other tabs. */
  tell(message: TabMessage): void;
  /** Resolves when the other tabs have shared their token, or after a time limit. */
  catchUp(): Promise<void>;
}

/** Dependencies of the session. */
export interface SessionPorts {
  readonly tabs: Tabs;
  ask(request: ApiRequest): Promise<Answer>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Schedules work after some milliseconds. Returns a function that cancels it. */
  after(delay: number, work: () => void): () => void;
  /** Records whether a session exists, so that a first visit sends no refresh. */
  remember(isSignedIn: boolean): void;
}
