/** The page in a real browser with a real API: one browser per file, one API per environment, one visit per test. */
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import { chromiumLaunch } from '../../../../../tools/browser/chromium.mjs';
import { ENVIRONMENTS } from './environments.js';
import { Sample } from './sample.js';
import { Visit } from './visit.js';

/** Without animations, so that positions are stable. */
const STILL: BrowserContextOptions = { reducedMotion: 'reduce' };

/** Begins a visit, which ends with the test. A visit with complaints fails the test. */
export type Begin = (options?: BrowserContextOptions) => Promise<Visit>;

/**
 * Describes tests that run in every environment.
 *
 * @param environments - default: all
 * @param variables - additional environment variables of the API
 */
export function describePage(
  title: string,
  describeJourneys: (begin: Begin) => void,
  environments = ENVIRONMENTS,
  variables: Readonly<Record<string, string>> = {},
): void {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(await chromiumLaunch());
  });
  afterAll(() => browser.close());

  describe.each(environments)(`${title}, on %s`, (_name, make) => {
    let sample: Sample | undefined;
    const visits: Visit[] = [];

    beforeAll(async () => {
      sample = await Sample.start(make, variables);
    });
    afterAll(() => sample?.stop());

    afterEach(async () => {
      const complaints = visits.flatMap((visit) => visit.complaints);
      await Promise.all(visits.splice(0).map(({ context }) => context.close()));
      expect(complaints).toEqual([]);
    });

    describeJourneys(async (options) => {
      if (!sample) throw new Error('the sample failed to start');
      const visit = await Visit.begin(await browser.newContext({ ...STILL, ...options }), sample);
      visits.push(visit);
      return visit;
    });
  });
}
