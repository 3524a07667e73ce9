/** The session of a tab: refreshed before its token expires, once for all tabs, and ended when the API rejects it. */
import { UnsecuredJWT } from 'jose';
import type { Grant } from '../../src/session/grant.js';
import { SessionClient } from '../../src/session/session-client.js';
import { Surroundings } from './support/surroundings.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LIFETIME = 15 * MINUTE;

function signedIn(surroundings: Surroundings): Promise<SessionClient> {
  return surroundings.openTab('hint');
}

function tokenOf(session: SessionClient): string | undefined {
  const state = session.state();
  return state.status === 'signed-in' ? state.grant.accessToken : undefined;
}

function grantOf(session: SessionClient): Grant {
  const state = session.state();
  if (state.status !== 'signed-in') throw new Error('nobody is signed in');
  return state.grant;
}

describe('a rejected request', () => {
  it.each([
    ['is not repeated as another user, who signed in in another tab', 'other', 401],
    ['is repeated with a token that another tab has for the same user', 'own', 200],
  ])('%s', async (_what, sub, status) => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    const own = {
      ...grantOf(session),
      id: 2,
      accessToken: new UnsecuredJWT({ sub: 'own' }).encode(),
    };
    session.hear({ kind: 'granted', grant: own });
    surroundings.revoked.add(own.accessToken);
    const asking = session.ask({ method: 'POST', path: '/articles' });
    const grant = { ...own, id: 3, accessToken: new UnsecuredJWT({ sub, jti: 'next' }).encode() };
    session.hear({ kind: 'granted', grant });
    expect((await asking).status).toBe(status);
    expect(tokenOf(session)).toBe(grant.accessToken);
  });
});

describe('a tab that is opened', () => {
  it('sends no refresh when there was never a session', async () => {
    const surroundings = new Surroundings();
    const session = await surroundings.openTab('none');
    expect(session.state()).toEqual({ status: 'signed-out', reason: 'never-signed-in' });
    expect(surroundings.refreshes).toBe(0);
  });

  it('resumes the session of the cookie', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    expect(tokenOf(session)).toBe('token 1');
  });

  it('uses the token of another tab', async () => {
    const surroundings = new Surroundings();
    const first = await signedIn(surroundings);
    const second = await signedIn(surroundings);
    expect(tokenOf(second)).toBe(tokenOf(first));
    expect(surroundings.refreshes).toBe(1);
  });

  it('reports the end of an earlier session', async () => {
    const surroundings = new Surroundings();
    surroundings.status = 401;
    const session = await surroundings.openTab('hint');
    expect(session.state()).toEqual({ status: 'signed-out', reason: 'ended' });
  });

  it('reports no end without an earlier session', async () => {
    const surroundings = new Surroundings();
    surroundings.status = 401;
    const session = await surroundings.openTab('arrival');
    expect(session.state()).toEqual({ status: 'signed-out', reason: 'never-signed-in' });
  });

  it('retries while the API is unavailable, after Retry-After', async () => {
    const surroundings = new Surroundings();
    surroundings.status = 503;
    surroundings.retryAfter = 7;
    const session = await surroundings.openTab('hint');
    expect(session.state()).toEqual({ status: 'starting', isReachable: false });
    surroundings.status = 200;
    await surroundings.pass(6000);
    expect(surroundings.refreshes).toBe(1);
    await surroundings.pass(1000);
    expect(tokenOf(session)).toBe('token 2');
  });
});

describe('a token', () => {
  it('is refreshed a minute before it expires, and not earlier', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    await surroundings.pass(LIFETIME - MINUTE - 1);
    expect(tokenOf(session)).toBe('token 1');
    await surroundings.pass(1);
    expect(tokenOf(session)).toBe('token 2');
  });

  it('is refreshed by one of two tabs for both', async () => {
    const surroundings = new Surroundings();
    const tabs = [await signedIn(surroundings), await signedIn(surroundings)];
    await surroundings.pass(LIFETIME - MINUTE);
    expect(tabs.map(tokenOf)).toEqual(['token 2', 'token 2']);
    expect(surroundings.refreshes).toBe(2); // at the start, and now
  });

  it('is refreshed once when two tabs refresh at the same time', async () => {
    const surroundings = new Surroundings();
    const tabs = [await signedIn(surroundings), await signedIn(surroundings)];
    await Promise.all(tabs.map((tab) => tab.refresh()));
    expect(surroundings.refreshes).toBe(2);
    expect(tabs.map(tokenOf)).toEqual(['token 2', 'token 2']);
  });

  it.each([
    ['does not respond', 0],
    ['answers 503', 503],
    ['answers 429', 429],
  ])('is kept while the API %s', async (_why, status) => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    surroundings.status = status;
    await surroundings.pass(LIFETIME - MINUTE);
    expect(session.state()).toMatchObject({ status: 'signed-in', isReachable: false });
    surroundings.status = 200;
    await surroundings.pass(5000);
    expect(session.state()).toMatchObject({ status: 'signed-in', isReachable: true });
  });
});

describe('a grant of another tab', () => {
  it('is used if it is newer, and ignored if it is older', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    const before = grantOf(session);
    await surroundings.pass(1000);
    await session.refresh();
    session.hear({ kind: 'granted', grant: before });
    expect(tokenOf(session)).toBe('token 2');
    const receivedAt = before.receivedAt + 2000;
    const newer = { ...before, id: 7, accessToken: 'token of another tab', receivedAt };
    session.hear({ kind: 'granted', grant: newer });
    expect(tokenOf(session)).toBe('token of another tab');
  });

  it('is ignored if it is from before the sign-out, and used if it is from after', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    const before = grantOf(session);
    await surroundings.pass(1000);
    await session.signOut();
    session.hear({ kind: 'granted', grant: before });
    expect(session.state()).toEqual({ status: 'signed-out', reason: 'signed-out' });
    const receivedAt = before.receivedAt + 1000;
    session.hear({ kind: 'granted', grant: { ...before, id: 7, receivedAt } });
    expect(tokenOf(session)).toBe('token 1');
  });
});

describe('a day of sleep', () => {
  it('is followed by a refresh', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    surroundings.sleep(DAY);
    session.wake();
    await surroundings.settled();
    expect(tokenOf(session)).toBe('token 2');
  });

  it('is followed by a sign-out in every tab if the session has ended', async () => {
    const surroundings = new Surroundings();
    const tabs = [await signedIn(surroundings), await signedIn(surroundings)];
    surroundings.sleep(DAY);
    surroundings.status = 401;
    for (const tab of tabs) tab.wake();
    await surroundings.settled();
    const ended = { status: 'signed-out', reason: 'ended' };
    expect(tabs.map((tab) => tab.state())).toEqual([ended, ended]);
    expect(surroundings.isRemembered).toBe(false);
  });

  it('delays a request until the token is refreshed', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    surroundings.sleep(DAY);
    await session.ask({ method: 'GET', path: '/profile' });
    expect(surroundings.lastToken).toBe('token 2');
  });
});

describe('a rejected request', () => {
  it('is repeated once with a new token', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    surroundings.revoked.add('token 1');
    const answer = await session.ask({ method: 'GET', path: '/profile' });
    expect(answer.status).toBe(200);
    expect(surroundings.lastToken).toBe('token 2');
  });

  it('signs out if the session was ended elsewhere', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    surroundings.revoked.add('token 1');
    surroundings.status = 401;
    const answer = await session.ask({ method: 'GET', path: '/profile' });
    expect(answer.status).toBe(401);
    expect(session.state()).toEqual({ status: 'signed-out', reason: 'ended' });
  });
});

describe('signing in and out', () => {
  const CREDENTIALS = { email: 'a@example.com', password: 'right', device: 'Firefox on Linux' };

  it('shares the token with every tab', async () => {
    const surroundings = new Surroundings();
    const tabs = [await surroundings.openTab('none'), await surroundings.openTab('none')];
    const [first] = tabs;
    await first?.signIn(CREDENTIALS);
    expect(tabs.map(tokenOf)).toEqual(['token 1', 'token 1']);
    expect(surroundings.isRemembered).toBe(true);
  });

  it('requests the refresh token as a cookie', async () => {
    const surroundings = new Surroundings();
    const session = await surroundings.openTab('none');
    await session.signIn(CREDENTIALS);
    expect(surroundings.lastSignIn).toEqual({ ...CREDENTIALS, cookie: true });
  });

  it('changes nothing with a wrong password', async () => {
    const surroundings = new Surroundings();
    const session = await surroundings.openTab('none');
    surroundings.status = 401;
    const answer = await session.signIn({ ...CREDENTIALS, password: 'wrong' });
    expect(answer.status).toBe(401);
    expect(session.state()).toEqual({ status: 'signed-out', reason: 'never-signed-in' });
  });

  it('signs out every tab', async () => {
    const surroundings = new Surroundings();
    const tabs = [await signedIn(surroundings), await signedIn(surroundings)];
    await tabs[1]?.signOut();
    const out = { status: 'signed-out', reason: 'signed-out' };
    expect(tabs.map((tab) => tab.state())).toEqual([out, out]);
  });

  it('stays signed in when the logout fails', async () => {
    const surroundings = new Surroundings();
    const session = await signedIn(surroundings);
    surroundings.status = 503;
    await session.signOut();
    expect(tokenOf(session)).toBe('token 1');
  });
});
