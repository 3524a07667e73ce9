/** How the page looks, and that everybody can use it: light and dark, on a desk and on a phone. */
import { join } from 'node:path';
import { graveFindings } from './support/axe.js';
import { ENVIRONMENTS } from './support/environments.js';
import { describePage } from './support/stage.js';
import { OPEN_VIEWS, SIGNED_IN_VIEWS, type Shown } from './support/views.js';
import type { Visit } from './support/visit.js';

const SCREENSHOTS = join(import.meta.dirname, '../../../../reports/browser');
const PHONE = { width: 390, height: 844 };

/** Shows one view after the other, and looks at each. */
async function tour(
  visit: Visit,
  suffix: string,
  look: (name: string) => Promise<void>,
): Promise<void> {
  const { page } = visit;
  const see = async ({ name, show }: Shown) => {
    await show(visit, page);
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${suffix}.png`), fullPage: true });
    await look(name);
  };
  for (const view of OPEN_VIEWS) await see(view);
  await visit.signIn('admin');
  for (const view of SIGNED_IN_VIEWS) await see(view);
}

describePage(
  'the page',
  (begin) => {
    it.each(['light', 'dark'] as const)(
      'can be used by everybody in its %s colours',
      async (colorScheme) => {
        const visit = await begin({ colorScheme });
        const found: string[] = [];
        await tour(visit, colorScheme, async (name) => {
          const grave = await graveFindings(visit.page);
          found.push(...grave.map((finding) => `${name}: ${finding}`));
        });
        expect(found).toEqual([]);
        const shade = await visit.page.evaluate(() => {
          const colour = getComputedStyle(document.body).backgroundColor;
          return Number(/\d+/.exec(colour)?.[0]) > 127 ? 'light' : 'dark';
        });
        expect(shade).toBe(colorScheme);
      },
    );

    it('fits a phone: nothing has to be scrolled sideways', async () => {
      const visit = await begin({ viewport: PHONE, isMobile: true, hasTouch: true });
      const widths: Record<string, number> = {};
      await tour(visit, 'phone', async (name) => {
        // A table that scrolls by itself has what people look for out of sight.
        widths[name] = await visit.page.evaluate(() => {
          const tables = Array.from(document.querySelectorAll('.scroll'));
          const ends = tables.map(
            (table) => table.getBoundingClientRect().left + table.scrollWidth,
          );
          return Math.max(document.documentElement.scrollWidth, ...ends);
        });
      });
      const names = [...OPEN_VIEWS, ...SIGNED_IN_VIEWS].map(({ name }) => name);
      expect(widths).toEqual(Object.fromEntries(names.map((name) => [name, PHONE.width])));
    });

    it('is looked at by axe in earnest', async () => {
      const { page } = await begin();
      await page.setContent('<html lang="en"><title>x</title><img src="data:,"></html>');
      expect((await graveFindings(page)).join()).toContain('image-alt');
    });
  },
  ENVIRONMENTS.slice(0, 1),
);
