/** After too many attempts, the page says how long to wait, and the next attempt succeeds. */
import { join } from 'node:path';
import { ENVIRONMENTS } from './support/environments.js';
import { describePage } from './support/stage.js';

const SCREENSHOTS = join(import.meta.dirname, '../../../../reports/browser');
/** Long enough for two attempts on a slow machine, and short enough to wait for. */
const WINDOW = { LOGIN_RATE_LIMIT: '1', RATE_LIMIT_WINDOW: '5' };

describePage(
  'signing in too often',
  (begin) => {
    it('shows how long to wait, and works afterwards', async () => {
      const visit = await begin();
      const page = await visit.open();
      const alert = page.getByRole('alert');
      const signIn = page.getByRole('button', { name: 'Sign in', exact: true });
      await page.getByLabel('E-mail').fill('viewer@example.com');
      await page.getByLabel('Password').fill('not the password');
      await signIn.click();
      await alert.filter({ hasText: 'is wrong' }).waitFor();

      // The right password does not help: the API does not check it.
      await page.getByLabel('Password').fill(visit.sample.password);
      await signIn.click();
      const told = /^Too many attempts\. Wait \d seconds?, until \d\d:\d\d:\d\d, then try again\.$/;
      await alert.filter({ hasText: told }).waitFor();
      await page.screenshot({ path: join(SCREENSHOTS, 'sign-in-too-often.png'), fullPage: true });
      expect(await visit.context.cookies()).toEqual([]);

      await alert.filter({ hasText: 'You can try again now.' }).waitFor();
      await signIn.click();
      await page.getByRole('heading', { level: 1, name: /token/i }).waitFor();
      const statuses = visit
        .sentTo('POST', '/auth/login')
        .map(async (request) => (await request.response())?.status());
      expect(await Promise.all(statuses)).toEqual([401, 429, 200]);
    });
  },
  ENVIRONMENTS.slice(0, 1),
  WINDOW,
);
