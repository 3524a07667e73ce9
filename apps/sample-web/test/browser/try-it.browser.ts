/** Routes of the sample with different tokens. */
import type { Page } from 'playwright-core';
import { describePage } from './support/stage.js';

/** Sends a request and returns the shown response. */
async function attempt(page: Page, route: string): Promise<string> {
  const card = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: route }) });
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith(route.split(' ')[1] ?? '?')),
    card.getByRole('button', { name: `Send ${route}` }).click(),
  ]);
  const shown = card.getByRole('status').filter({ hasText: String(response.status()) });
  await shown.waitFor();
  return shown.innerText();
}

describePage('trying routes', (begin) => {
  it('shows which routes the role of the user can access', async () => {
    const visit = await begin();
    const page = await visit.signIn('editor');
    await visit.goTo('Try it');
    expect(await attempt(page, 'GET /articles')).toContain('200 OK');
    expect(await attempt(page, 'GET /profile')).toContain('editor');
    expect(await attempt(page, 'POST /articles')).toContain('201 Created');
    const refused = await attempt(page, 'GET /admin/users');
    expect(refused).toContain('403 Forbidden');
    expect(refused).toContain('error="insufficient_scope"');
    expect(refused).toContain('The token is valid, but it does not grant this access.');
  });

  it('explains the challenge to a request without a token and with an invalid one', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    await visit.goTo('Try it');
    await page.getByRole('radio', { name: 'No token' }).check();
    const without = await attempt(page, 'GET /profile');
    expect(without).toContain('401 Unauthorized');
    expect(without).toContain('The request had no token');
    await page.getByRole('radio', { name: 'A corrupted token' }).check();
    const corrupted = await attempt(page, 'GET /profile');
    expect(corrupted).toContain('401 Unauthorized');
    expect(corrupted).toContain('error="invalid_token"');
    expect(await attempt(page, 'GET /articles')).toContain('200 OK');
  });

  it('shows 503 with Retry-After while the keys of an issuer are unavailable', async () => {
    const visit = await begin();
    const { provider } = visit.sample;
    const page = await visit.open('#try');
    await page.getByRole('radio', { name: /names the identity provider/ }).check();
    await provider.stop();
    try {
      let shown = '';
      // An unknown kid causes a fetch at most every ten seconds.
      while (!shown.includes('503')) shown = await attempt(page, 'GET /profile');
      expect(shown).toContain('503 Service Unavailable');
      expect(shown).toMatch(/Retry-After: \d+/);
      expect(shown).not.toContain('WWW-Authenticate');
    } finally {
      await provider.restart();
    }
  });
});
