import { createContext, useContext, useSyncExternalStore } from 'react';
import { claimsOf } from '../token/decode.js';
import type { SessionClient, SessionState } from './session-client.js';

/** Gives the session to every component. */
export const SessionContext = createContext<SessionClient | undefined>(undefined);

/** The session, to ask with. */
export function useSession(): SessionClient {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no SessionContext above this component');
  return session;
}

/** Where the session stands, kept up to date. */
export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.state);
}

/** The access token; undefined while nobody is signed in. */
export function useAccessToken(): string | undefined {
  const state = useSessionState();
  return state.status === 'signed-in' ? state.grant.accessToken : undefined;
}

/** Who is signed in, as the access token says. */
export interface Person {
  readonly name: string;
  readonly role: string;
}

/** Undefined while nobody is signed in. The page shows it; what is allowed is for the API to say. */
export function usePerson(): Person | undefined {
  const token = useAccessToken();
  if (token === undefined) return undefined;
  const { name, role, sub } = claimsOf(token) ?? {};
  return {
    name: textOf(name) ?? textOf(sub) ?? 'somebody',
    role: textOf(role) ?? 'no role',
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
