/** The sample's routes, tried with one token and another. */
import type { Page } from 'playwright-core';
import { describePage } from './support/stage.js';

/** Sends a request and reads out the answer. */
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
  it('shows who gets in with the role of who is signed in', async () => {
    const visit = await begin();
    const page = await visit.signIn('editor');
    await visit.goTo('Try it');
    expect(await attempt(page, 'GET /articles')).toContain('200 OK');
    expect(await attempt(page, 'GET /profile')).toContain('editor');
    expect(await attempt(page, 'POST /articles')).toContain('201 Created');
    const refused = await attempt(page, 'GET /admin/users');
    expect(refused).toContain('403 Forbidden');
    expect(refused).toContain('error="insufficient_scope"');
    expect(refused).toContain('The token is good, but what it grants is not enough for this.');
  });

  it('reads out the challenge to who presents no token, and to who presents a bad one', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    await visit.goTo('Try it');
    await page.getByRole('radio', { name: 'No token' }).check();
    const without = await attempt(page, 'GET /profile');
    expect(without).toContain('401 Unauthorized');
    expect(without).toContain('No token came with the request');
    await page.getByRole('radio', { name: 'A spoiled token' }).check();
    const spoiled = await attempt(page, 'GET /profile');
    expect(spoiled).toContain('401 Unauthorized');
    expect(spoiled).toContain('error="invalid_token"');
    expect(await attempt(page, 'GET /articles')).toContain('200 OK');
  });

  it('shows 503, and when to come back, while the keys of an issuer are out of reach', async () => {
    const visit = await begin();
    const { provider } = visit.sample;
    const page = await visit.open('#try');
    await page.getByRole('radio', { name: /names the identity provider/ }).check();
    await provider.stop();
    try {
      let shown = '';
      // Keys of an unknown ID are looked for once in ten seconds.
      while (!shown.includes('503')) shown = await attempt(page, 'GET /profile');
      expect(shown).toContain('503 Service Unavailable');
      expect(shown).toMatch(/Retry-After: \d+/);
      expect(shown).not.toContain('WWW-Authenticate');
    } finally {
      await provider.restart();
    }
  });
});
