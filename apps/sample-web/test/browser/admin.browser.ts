/** What operators see: the signing keys as they rotate, and who gets in where. */
import { describePage } from './support/stage.js';

describePage('an admin', (begin) => {
  it('rotates the signing keys while requests go on, of which none fails', async () => {
    const visit = await begin();
    const page = await visit.signIn('admin');
    await visit.goTo('Keys');
    const keys = page.getByRole('table', { name: 'Signing keys' });
    const inState = (state: string) =>
      keys.getByRole('row').filter({ has: page.getByText(state, { exact: true }) });
    const active = await inState('active').getByRole('rowheader').locator('code').innerText();
    const next = await inState('staged').first().getByRole('rowheader').locator('code').innerText();
    const published = page.getByLabel('Body of the answer');
    expect(await published.innerText()).toContain(next);

    const countOf = (name: string) =>
      page.locator('.counts div').filter({ hasText: name }).getByRole('definition');
    await page.getByRole('button', { name: 'Start requests' }).click();
    await countOf(active).waitFor();
    await page.getByRole('button', { name: 'Rotate now' }).click();
    await inState('retired').filter({ hasText: active }).waitFor();
    await inState('active').filter({ hasText: next }).waitFor();
    // A token of the next key is among those that are sent.
    await countOf(next).waitFor();
    await page.getByRole('button', { name: 'Stop requests' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /^\d+ requests, 0 failed\.$/ })
      .waitFor();
    expect(await countOf('Failed').innerText()).toBe('0');
    expect(visit.refusals).toEqual([]);
  });

  it('reads of each route who gets in', async () => {
    const visit = await begin();
    const page = await visit.signIn('admin');
    await visit.goTo('Audit');
    const rows = page.getByRole('table', { name: 'Routes and who gets in' }).getByRole('row');
    const admin = rows.filter({ hasText: 'GET /admin/users' });
    await admin.waitFor();
    expect(await admin.innerText()).toContain('admin');
    expect(await rows.filter({ hasText: 'POST /auth/login' }).innerText()).toContain('public');
    const all = await rows.count();
    await page.getByRole('searchbox', { name: 'Show routes with' }).fill('/admin');
    await rows.filter({ hasText: 'POST /auth/login' }).waitFor({ state: 'detached' });
    expect(await rows.count()).toBeLessThan(all);
  });

  it('sees what others are refused', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    for (const view of ['Keys', 'Audit']) {
      await visit.goTo(view);
      await page.getByText('403 Forbidden').waitFor();
      await page.getByText('your role is viewer').waitFor();
    }
  });
});
