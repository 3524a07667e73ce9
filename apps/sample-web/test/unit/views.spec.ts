/** Which view an address shows. */
import { placeOf, viewFor } from '../../src/shell/views.js';

describe('the address', () => {
  it('names a view, and what is to be said of it', () => {
    const { view, parameters } = placeOf('#sign-in?error=provider');
    expect(view).toBe('sign-in');
    expect(parameters.get('error')).toBe('provider');
  });

  it.each(['', '#', '#elsewhere', '#constructor'])('names none with %j', (hash) => {
    expect(placeOf(hash).view).toBeUndefined();
  });
});

describe('the view', () => {
  it('is the sign-in at first, and the token for who is signed in', () => {
    expect(viewFor(undefined, false)).toBe('sign-in');
    expect(viewFor(undefined, true)).toBe('token');
  });

  it('is not the sign-in any more when that is done', () => {
    expect(viewFor('sign-in', true)).toBe('token');
    expect(viewFor('sign-in', false)).toBe('sign-in');
  });

  it('is the one that is asked for', () => {
    expect(viewFor('keys', true)).toBe('keys');
    expect(viewFor('token', false)).toBe('token');
  });
});
