import { createContext, useContext, useSyncExternalStore } from 'react';
import { claimsOf } from '../token/decode.js';
import type { SessionClient, SessionState } from './session-client.js';

/** Provides the session to all components. */
export const SessionContext = createContext<SessionClient | undefined>(undefined);

/** Returns the session, to send requests with. */
export function useSession(): SessionClient {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no SessionContext above this component');
  return session;
}

/** Returns the state of the session and follows its changes. */
export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.state);
}

/** Returns the access token; undefined while nobody is signed in. */
export function useAccessToken(): string | undefined {
  const state = useSessionState();
  return state.status === 'signed-in' ? state.grant.accessToken : undefined;
}

/** The user, according to the access token. */
export interface Person {
  readonly name: string;
  readonly role: string;
}

/** Returns the user to show; undefined while nobody is signed in. Access is decided by the API. */
export function usePerson(): Person | undefined {
  const token = useAccessToken();
  if (token === undefined) return undefined;
  const { name, role, sub } = claimsOf(token) ?? {};
  return {
    name: textOf(name) ?? textOf(sub) ?? 'unknown user',
    role: textOf(role) ?? 'no role',
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
