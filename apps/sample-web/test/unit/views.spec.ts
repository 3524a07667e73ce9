/** The view of an address. */
import { placeOf, viewFor } from '../../src/shell/views.js';

describe('the address', () => {
  it('names a view and its parameters', () => {
    const { view, parameters } = placeOf('#sign-in?error=provider');
    expect(view).toBe('sign-in');
    expect(parameters.get('error')).toBe('provider');
  });

  it.each(['', '#', '#elsewhere', '#constructor'])('names no view with %j', (hash) => {
    expect(placeOf(hash).view).toBeUndefined();
  });
});

describe('the view', () => {
  it('is by default the sign-in for visitors and the token for signed-in users', () => {
    expect(viewFor(undefined, false)).toBe('sign-in');
    expect(viewFor(undefined, true)).toBe('token');
  });

  it('is the sign-in for visitors only', () => {
    expect(viewFor('sign-in', true)).toBe('token');
    expect(viewFor('sign-in', false)).toBe('sign-in');
  });

  it('is otherwise the view of the address', () => {
    expect(viewFor('keys', true)).toBe('keys');
    expect(viewFor('token', false)).toBe('token');
  });
});
