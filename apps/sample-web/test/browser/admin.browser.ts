/** The views for admins: rotation of the signing keys, and the audit. */
import { describePage } from './support/stage.js';

describePage('an admin', (begin) => {
  it('rotates the signing keys without a failed request', async () => {
    const visit = await begin();
    const page = await visit.signIn('admin');
    await visit.goTo('Keys');
    const keys = page.getByRole('table', { name: 'Keys and their times' });
    const inState = (state: string) =>
      keys.getByRole('row').filter({ has: page.getByText(state, { exact: true }) });
    const active = await inState('active').getByRole('rowheader').locator('code').innerText();
    const next = await inState('staged').first().getByRole('rowheader').locator('code').innerText();
    const published = page.getByLabel('Response body');
    expect(await published.innerText()).toContain(next);

    const countOf = (name: string) =>
      page.locator('.counts div').filter({ hasText: name }).getByRole('definition');
    await page.getByRole('button', { name: 'Start requests' }).click();
    await countOf(active).waitFor();
    await page.getByRole('button', { name: 'Rotate now' }).click();
    await inState('retired').filter({ hasText: active }).waitFor();
    await inState('active').filter({ hasText: next }).waitFor();
    // A token of the next key is sent.
    await countOf(next).waitFor();
    await page.getByRole('button', { name: 'Stop requests' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /^\d+ requests, 0 failed\.$/ })
      .waitFor();
    expect(await countOf('Failed').innerText()).toBe('0');
    expect(visit.refusals).toEqual([]);
  });

  it('sees the access rules of each route', async () => {
    const visit = await begin();
    const page = await visit.signIn('admin');
    await visit.goTo('Audit');
    const rows = page.getByRole('table', { name: 'Routes and access' }).getByRole('row');
    const admin = rows.filter({ hasText: 'GET /admin/users' });
    await admin.waitFor();
    expect(await admin.innerText()).toContain('admin');
    expect(await rows.filter({ hasText: 'POST /auth/login' }).innerText()).toContain('public');
    const all = await rows.count();
    await page.getByRole('searchbox', { name: 'Show routes with' }).fill('/admin');
    await rows.filter({ hasText: 'POST /auth/login' }).waitFor({ state: 'detached' });
    expect(await rows.count()).toBeLessThan(all);
  });

  it('is required: other roles see 403', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    for (const view of ['Keys', 'Audit']) {
      await visit.goTo(view);
      await page.getByText('403 Forbidden').waitFor();
      await page.getByText('your role is viewer').waitFor();
    }
  });
});
