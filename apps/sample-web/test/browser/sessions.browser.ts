/** The list of sessions, ending them, and the demonstration of a stolen refresh token. */
import type { Page } from 'playwright-core';
import { describePage } from './support/stage.js';

const rowsOf = (page: Page) =>
  page.getByRole('table', { name: 'Where you are signed in' }).getByRole('rowgroup').last();
const current = (page: Page) => rowsOf(page).getByRole('row').filter({ hasText: 'This device' });
const others = (page: Page) => rowsOf(page).getByRole('row').filter({ hasNotText: 'This device' });

describePage('the sessions view', (begin) => {
  it('ends a session in another browser', async () => {
    const [here, elsewhere] = [await begin(), await begin()];
    const away = await elsewhere.signIn('viewer');
    const page = await here.signIn('viewer');
    await here.goTo('Sessions');
    await current(page).waitFor();
    expect(await others(page).count()).toBe(1);
    await others(page)
      .getByRole('button', { name: /^End this session.*Linux/ })
      .click();
    await page.getByRole('status').filter({ hasText: 'ended.' }).waitFor();
    await others(page).waitFor({ state: 'detached' });
    await current(page).waitFor();

    await elsewhere.follow('Sessions');
    await away.getByText('Your session has ended').waitFor();
    expect(await elsewhere.context.cookies()).toEqual([]);
  });

  it('ends all sessions, including this one', async () => {
    const [here, elsewhere] = [await begin(), await begin()];
    const away = await elsewhere.signIn('editor');
    const page = await here.signIn('editor');
    await here.goTo('Sessions');
    await current(page).waitFor();
    await page.getByRole('button', { name: 'End all sessions' }).click();
    await page.getByText('You are signed out').waitFor();
    await elsewhere.follow('Sessions');
    await away.getByText('Your session has ended').waitFor();
  });

  it('shows how the theft of a refresh token ends only that session', async () => {
    const visit = await begin();
    const page = await visit.signIn('admin');
    await visit.goTo('Sessions');
    await page.getByRole('button', { name: 'Show what happens to a stolen token' }).click();
    const scenes = page
      .getByRole('list', { name: 'What happens to a stolen token' })
      .getByRole('listitem');
    await scenes.filter({ hasText: 'The last access token is used' }).waitFor();
    const statuses = (await scenes.allInnerTexts()).map((text) => /\b\d{3}\b/.exec(text)?.[0]);
    expect(statuses).toEqual(['200', undefined, '200', '200', '200', '401', '401', '401']);
    await page.getByRole('button', { name: 'Show what happens to a stolen token' }).isEnabled();
    await current(page).waitFor();
    expect(await others(page).count()).toBe(0);
    expect((await visit.context.cookies()).map(({ name }) => name)).toEqual(['__Host-refresh']);
  });
});
