/** The session: refreshed before its token expires, once for all tabs, and after a day of sleep. */
import type { Page } from 'playwright-core';
import { describePage } from './support/stage.js';
import type { Visit } from './support/visit.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A visit whose clock the test can advance. */
async function withClock(visit: Visit): Promise<Visit> {
  await visit.context.clock.install();
  return visit;
}

const refreshes = (visit: Visit) => visit.sentTo('POST', '/auth/refresh');

/** Does something that causes a refresh, and waits for the response. */
async function untilRefreshed(visit: Visit, page: Page, act: () => Promise<void>): Promise<void> {
  const url = `${visit.sample.address}/auth/refresh`;
  const [response] = await Promise.all([
    visit.context.waitForEvent('response', (answer) => answer.url() === url),
    act(),
  ]);
  expect(response.status()).toBe(200);
  await response.finished();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

describePage('a session', (begin) => {
  it('is refreshed a minute before its access token expires, and not earlier', async () => {
    const visit = await withClock(await begin());
    const page = await visit.signIn('viewer');
    const before = await visit.token(page);
    await visit.context.clock.fastForward(13 * MINUTE_MS);
    await visit.goTo('Sessions');
    expect(refreshes(visit)).toHaveLength(0);
    await untilRefreshed(visit, page, () => visit.context.clock.fastForward(1.5 * MINUTE_MS));
    expect(refreshes(visit)).toHaveLength(1);
    expect(await visit.token(page)).not.toBe(before);
  });

  it('is refreshed once for two tabs, which both have the new token', async () => {
    const visit = await withClock(await begin());
    const first = await visit.signIn('viewer');
    const second = await visit.openTab('#token');
    await second.getByRole('button', { name: 'Sign out' }).waitFor();
    const before = await visit.token(first);
    expect(await visit.token(second)).toBe(before);
    expect(refreshes(visit)).toHaveLength(0); // the second tab has the token of the first
    await untilRefreshed(visit, second, () => visit.context.clock.fastForward(14.5 * MINUTE_MS));
    const after = await visit.token(first);
    expect(after).not.toBe(before);
    expect(await visit.token(second)).toBe(after);
    expect(refreshes(visit)).toHaveLength(1);
  });

  it('ends in every tab when one tab signs out', async () => {
    const visit = await begin();
    const first = await visit.signIn('viewer');
    const second = await visit.openTab('#sessions');
    await second.getByRole('button', { name: 'Sign out' }).waitFor();
    await first.getByRole('button', { name: 'Sign out' }).click();
    for (const tab of [first, second]) {
      await tab.getByText('You are signed out').waitFor();
      expect(await tab.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
    }
  });

  it('continues after a day of sleep', async () => {
    const visit = await withClock(await begin());
    const page = await visit.signIn('viewer');
    await untilRefreshed(visit, page, () => visit.context.clock.fastForward(DAY_MS));
    await visit.goTo('Sessions');
    await page.getByRole('row').filter({ hasText: 'This device' }).waitFor();
    expect(refreshes(visit)).toHaveLength(1);
    expect(visit.refusals).toEqual([]);
  });

  it('shows that it was ended during the sleep', async () => {
    const visit = await withClock(await begin());
    const page = await visit.signIn('viewer');
    const token = await visit.token();
    const ended = await fetch(`${visit.sample.address}/auth/sessions/${sidOf(token)}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(ended.status).toBe(204);
    await visit.context.clock.fastForward(DAY_MS);
    await page.getByText('Your session has ended').waitFor();
    await visit.goTo('Sign in');
    expect(await visit.context.cookies()).toEqual([]);
  });
});

/** Returns the session ID of a token. */
function sidOf(token: string): string {
  const [, payload = ''] = token.split('.');
  const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string };
  return sid;
}
