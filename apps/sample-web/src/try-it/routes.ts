/** Routes of the sample to try, from the most open to the most closed. */
import type { ApiRequest } from '../http/ask.js';

/** A route, and who gets in. */
export interface Route {
  readonly request: ApiRequest;
  readonly about: string;
  /** Who gets in, as a sentence. */
  readonly access: string;
}

export const ROUTES: readonly Route[] = [
  {
    request: { method: 'GET', path: '/articles' },
    about: 'Reads the articles.',
    access: 'Everybody, with or without a token.',
  },
  {
    request: { method: 'GET', path: '/profile' },
    about: 'Says who you are.',
    access: 'Whoever is signed in.',
  },
  {
    request: {
      method: 'POST',
      path: '/articles',
      body: { title: 'Tried out', body: 'Written from the page.' },
    },
    about: 'Writes an article.',
    access: 'The roles editor and admin.',
  },
  {
    request: { method: 'GET', path: '/admin/users' },
    about: 'Lists all users.',
    access: 'The role admin.',
  },
];

/** `GET /profile`, as it is written. */
export function routeName({ request }: Route): string {
  return `${request.method} ${request.path}`;
}
