import type { ReactNode } from 'react';
import { useAccessToken } from '../session/use-session.js';

/** What nobody sees without signing in. */
export function SignedInOnly({
  what,
  children,
}: {
  readonly what: string;
  readonly children: ReactNode;
}) {
  if (useAccessToken() !== undefined) return children;
  return (
    <p className="notice">
      {what} is for who is signed in. <a href="#sign-in">Sign in</a> first.
    </p>
  );
}
