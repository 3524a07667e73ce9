/** What the session needs of its surroundings: in the page the browser, in tests something with a clock of its own. */
import type { Answer } from '../http/answer.js';
import type { ApiRequest } from '../http/ask.js';
import type { Grant } from './grant.js';

/** What the tabs of one browser tell each other. The refresh token is never in it: no script can read that. */
export type TabMessage =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'signed-out'; readonly reason: SignedOutReason };

/** Why nobody is signed in. */
export type SignedOutReason = 'never-signed-in' | 'signed-out' | 'ended';

/** The other tabs of this page in this browser. */
export interface Tabs {
  /** Runs work while no other tab runs any. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Tells the other tabs. */
  tell(message: TabMessage): void;
  /** Resolves when the other tabs, if there are any, have told this one of their token, or had the time to. */
  catchUp(): Promise<void>;
}

/** Everything that the session reaches. */
export interface SessionPorts {
  readonly tabs: Tabs;
  ask(request: ApiRequest): Promise<Answer>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after some milliseconds; answers with what takes it back. */
  after(delay: number, work: () => void): () => void;
  /** Notes whether there is a session, so that a first visit asks for none. */
  remember(isSignedIn: boolean): void;
}
