/** Signing in and out, and where the tokens are kept. */
import { describePage } from './support/stage.js';

const COOKIE = { name: '__Host-refresh', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' };

describePage('signing in', (begin) => {
  it('works with e-mail and password, and signs out again', async () => {
    const visit = await begin();
    const page = await visit.signIn('editor');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out').waitFor();
    expect(await visit.context.cookies()).toEqual([]);
    await visit.goTo('Sign in');
    await page.reload();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  });

  it('shows that e-mail or password is wrong', async () => {
    const page = await (await begin()).open();
    await page.getByLabel('E-mail').fill('admin@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: /wrong/i }).waitFor();
  });

  it('works with the keyboard', async () => {
    const visit = await begin();
    const page = await visit.open();
    await page.getByLabel('E-mail').waitFor();
    const { keyboard } = page;
    const isOn = (selector: string) =>
      page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    for (let i = 0; i < 10 && !(await isOn('input[name=email]')); i++) await keyboard.press('Tab');
    await keyboard.type('viewer@example.com');
    await keyboard.press('Tab');
    await keyboard.type(visit.sample.password);
    await keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /token/i }).waitFor();
    // The focus is on the heading, so that screen readers announce the view.
    expect(await isOn('h1')).toBe(true);
  });

  it('works with the identity provider and its account chooser', async () => {
    const visit = await begin();
    const page = await visit.open();
    await page.getByRole('button', { name: 'Sign in with the demo identity provider' }).click();
    await page.getByRole('heading', { name: 'Choose an account' }).waitFor();
    await page.getByRole('button', { name: /Ada/ }).click();
    await page.getByRole('heading', { level: 1, name: /token/i }).waitFor();
    expect(new URL(page.url()).href).toBe(`${visit.sample.address}/#token`);
    await page.getByRole('banner').getByText('Ada').waitFor();
    expect(await visit.context.cookies(visit.sample.address)).toContainEqual(
      expect.objectContaining(COOKIE),
    );
  });

  it('keeps the access token in memory and the refresh token in an HttpOnly cookie', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    const token = await visit.token();
    const cookies = await visit.context.cookies();
    expect(cookies).toEqual([expect.objectContaining(COOKIE)]);
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(await page.evaluate(() => document.cookie)).toBe('');
    for (const secret of [...token.split('.'), cookies[0]?.value ?? '?']) {
      expect(kept).not.toContain(secret);
    }
    // A reload keeps the session.
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });
});
