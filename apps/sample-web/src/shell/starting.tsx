/** Shown while the session is loading. */
export function Starting({ isReachable }: { readonly isReachable: boolean }) {
  return (
    <p role="status" className="starting">
      {isReachable ? 'Loading…' : 'The API is unavailable. The page retries in a moment.'}
    </p>
  );
}
