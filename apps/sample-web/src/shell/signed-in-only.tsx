import type { ReactNode } from 'react';
import { useAccessToken } from '../session/use-session.js';

/** Shows its children to signed-in users only. */
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
      <a href="#sign-in">Sign in</a> to see {what}.
    </p>
  );
}
