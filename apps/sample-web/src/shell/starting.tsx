/** What is shown until it is known whether somebody is signed in. */
export function Starting({ isReachable }: { readonly isReachable: boolean }) {
  return (
    <p role="status" className="starting">
      {isReachable
        ? 'Looking for your session…'
        : 'The API can’t be reached. It is asked again in a moment.'}
    </p>
  );
}
