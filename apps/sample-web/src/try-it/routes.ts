/** Routes to try, from public to restricted. */
import type { ApiRequest } from '../http/ask.js';

/** A route to try. */
export interface Route {
  readonly request: ApiRequest;
  readonly about: string;
  /** Who has access. */
  readonly access: string;
}

export const ROUTES: readonly Route[] = [
  {
    request: { method: 'GET', path: '/articles' },
    about: 'Returns the articles.',
    access: 'Everyone, with or without a token.',
  },
  {
    request: { method: 'GET', path: '/profile' },
    about: 'Returns your profile.',
    access: 'Any signed-in user.',
  },
  {
    request: {
      method: 'POST',
      path: '/articles',
      body: { title: 'Tried out', body: 'Written from the page.' },
    },
    about: 'Creates an article.',
    access: 'The roles editor and admin.',
  },
  {
    request: { method: 'GET', path: '/admin/users' },
    about: 'Lists all users.',
    access: 'The role admin.',
  },
];

/** Returns method and path, such as `GET /profile`. */
export function routeName({ request }: Route): string {
  return `${request.method} ${request.path}`;
}
