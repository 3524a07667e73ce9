/** The views of the page. Each has an address after `#`, so that history and bookmarks work. */

/** The name of a view in the address. */
export type View = 'sign-in' | 'token' | 'try' | 'sessions' | 'keys' | 'audit';

/** The views in the order of the navigation, with their link texts. */
export const VIEWS: readonly { readonly view: View; readonly link: string }[] = [
  { view: 'sign-in', link: 'Sign in' },
  { view: 'token', link: 'Token' },
  { view: 'try', link: 'Try it' },
  { view: 'sessions', link: 'Sessions' },
  { view: 'keys', link: 'Keys' },
  { view: 'audit', link: 'Audit' },
];

/** A place in the page: a view and its parameters. */
export interface Place {
  /** Undefined when the address names no view. */
  readonly view: View | undefined;
  readonly parameters: URLSearchParams;
}

/** Parses the hash of an address, such as `#sign-in?error=provider`. */
export function placeOf(hash: string): Place {
  const [name = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const view = VIEWS.find((known) => known.view === name)?.view;
  return { view, parameters: new URLSearchParams(query) };
}

/** Chooses the view. The sign-in view is the default for visitors and hidden from signed-in users. */
export function viewFor(asked: View | undefined, isSignedIn: boolean): View {
  if (isSignedIn && asked === 'sign-in') return 'token';
  return asked ?? (isSignedIn ? 'token' : 'sign-in');
}
