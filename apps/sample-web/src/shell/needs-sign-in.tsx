/** What a view shows that nobody sees without signing in. */
export function NeedsSignIn({ what }: { readonly what: string }) {
  return (
    <p className="notice">
      {what} is for who is signed in. <a href="#sign-in">Sign in</a> first.
    </p>
  );
}
