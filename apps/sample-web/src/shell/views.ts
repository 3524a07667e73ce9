/** The views of the page. Each has an address behind `#`, so that the browser's history and bookmarks work. */

/** A view's name, as it is in the address. */
export type View = 'sign-in' | 'token' | 'try' | 'sessions' | 'keys' | 'audit';

/** The views in the order of the navigation, with the names of their links. */
export const VIEWS: readonly { readonly view: View; readonly link: string }[] = [
  { view: 'sign-in', link: 'Sign in' },
  { view: 'token', link: 'Token' },
  { view: 'try', link: 'Try it' },
  { view: 'sessions', link: 'Sessions' },
  { view: 'keys', link: 'Keys' },
  { view: 'audit', link: 'Audit' },
];

/** A place in the page: a view, and what the address says more of it. */
export interface Place {
  /** Undefined where the address names none. */
  readonly view: View | undefined;
  readonly parameters: URLSearchParams;
}

/** Reads what is behind the `#` of an address, such as `#sign-in?error=provider`. */
export function placeOf(hash: string): Place {
  const [name = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const view = VIEWS.find((known) => known.view === name)?.view;
  return { view, parameters: new URLSearchParams(query) };
}

/** The view to show: who is signed in has no use for the sign-in view, and who is not sees it first. */
export function viewFor(asked: View | undefined, isSignedIn: boolean): View {
  if (isSignedIn && asked === 'sign-in') return 'token';
  return asked ?? (isSignedIn ? 'token' : 'sign-in');
}
