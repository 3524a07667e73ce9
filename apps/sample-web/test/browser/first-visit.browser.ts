/** The first visit: its size, the policy of the page, and an empty console. */
import { ENVIRONMENTS } from './support/environments.js';
import { describePage } from './support/stage.js';
import { VIOLATION } from './support/visit.js';

const MOST_BYTES = 150 * 1024;

/** Runs in the page. Marks when the form is usable: when it exists, since its listeners are at the root. */
function noteWhenUsable(): void {
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('form button[type=submit]:enabled')) return;
    performance.mark('usable');
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

/** Runs in the page. Returns milliseconds since the navigation started, by the browser's clock. */
function timesOf(): Readonly<Record<string, number>> {
  const [document_] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const [usable] = performance.getEntriesByName('usable');
  const [painted] = performance.getEntriesByName('first-contentful-paint');
  const scripts = performance
    .getEntriesByType('resource')
    .filter(({ name }) => name.endsWith('.js')) as PerformanceResourceTiming[];
  return {
    'the document': Math.round(document_?.responseEnd ?? Number.NaN),
    'its script': Math.round(Math.max(...scripts.map(({ responseEnd }) => responseEnd))),
    'the form, usable': Math.round(usable?.startTime ?? Number.NaN),
    'first paint with content': Math.round(painted?.startTime ?? Number.NaN),
  };
}

describePage(
  'a first visit',
  (begin) => {
    it('transfers at most 150 KiB, without a failed request or a console message', async () => {
      const visit = await begin();
      const { page } = visit;
      let bytes = 0;
      const network = await visit.context.newCDPSession(page);
      await network.send('Network.enable');
      network.on(
        'Network.loadingFinished',
        ({ encodedDataLength }) => (bytes += encodedDataLength),
      );
      const failed: string[] = [];
      page.on('response', (response) => {
        if (!response.ok()) failed.push(`${response.status()} ${response.url()}`);
      });
      await page.addInitScript(noteWhenUsable);
      await visit.open();
      await page.getByRole('button', { name: /demo identity provider/ }).waitFor();
      await page.waitForLoadState('networkidle');
      process.stderr.write(
        `A first visit: ${(bytes / 1024).toFixed(1)} KiB, ${JSON.stringify(await page.evaluate(timesOf))}\n`,
      );
      expect(bytes).toBeGreaterThan(10_000);
      expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
      expect(failed).toEqual([]);
      expect(visit.refusals).toEqual([]);
    });

    it('has a policy that allows only the files of the page', async () => {
      const visit = await begin();
      const response = await visit.page.goto(visit.sample.address);
      const policy = response?.headers()['content-security-policy'] ?? '';
      for (const directive of ["default-src 'none'", "script-src 'self'", "style-src 'self'"]) {
        expect(policy.split(';')).toContain(directive);
      }
      expect(policy).not.toMatch(/unsafe|\*/);
    });

    it.each([
      [
        'an inline style',
        () => document.body.setAttribute('style', 'color: red'),
        'style-src-attr',
      ],
      [
        'a script from elsewhere',
        () => {
          const script = document.createElement('script');
          script.src = 'https://evil.example/x.js';
          document.body.append(script);
        },
        'script-src-elem',
      ],
    ])('reports %s as a violation of the policy', async (_what, breach, directive) => {
      const visit = await begin();
      const page = await visit.open();
      await Promise.all([
        page.waitForEvent('console', (message) => message.text().startsWith(VIOLATION)),
        page.evaluate(breach),
      ]);
      expect(visit.complaints.splice(0).join()).toContain(`${VIOLATION} ${directive}`);
    });
  },
  ENVIRONMENTS.slice(0, 1),
);
