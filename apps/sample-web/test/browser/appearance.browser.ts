/** Appearance and accessibility: light and dark, on a desktop and on a phone. */
import { join } from 'node:path';
import { graveFindings } from './support/axe.js';
import { ENVIRONMENTS } from './support/environments.js';
import { describePage } from './support/stage.js';
import { OPEN_VIEWS, SIGNED_IN_VIEWS, type Shown } from './support/views.js';
import type { Visit } from './support/visit.js';

const SCREENSHOTS = join(import.meta.dirname, '../../../../reports/browser');
const PHONE = { width: 390, height: 844 };

/** Shows each view, takes a screenshot, and inspects it. */
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
    it.each(['light', 'dark'] as const)('is accessible in its %s colours', async (colorScheme) => {
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
    });

    it('fits a phone without horizontal scrolling', async () => {
      const visit = await begin({ viewport: PHONE, isMobile: true, hasTouch: true });
      const widths: Record<string, number> = {};
      await tour(visit, 'phone', async (name) => {
        // Tables that scroll by themselves count too, since they hide content.
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

    it('is tested by a working axe', async () => {
      const { page } = await begin();
      await page.setContent('<html lang="en"><title>x</title><img src="data:,"></html>');
      expect((await graveFindings(page)).join()).toContain('image-alt');
    });
  },
  ENVIRONMENTS.slice(0, 1),
);
