/** The page in a real browser, on a real API: one browser for a file, one API for an environment, a visit for a test. */
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import { chromiumLaunch } from '../../../../../tools/browser/chromium.mjs';
import { ENVIRONMENTS } from './environments.js';
import { Sample } from './sample.js';
import { Visit } from './visit.js';

/** Nothing moves, so that what is looked at is where it will stay. */
const STILL: BrowserContextOptions = { reducedMotion: 'reduce' };

/** Begins a visit, which ends with the test. No visit may leave a complaint. */
export type Begin = (options?: BrowserContextOptions) => Promise<Visit>;

/**
 * Describes what holds in every environment.
 *
 * @param environments default: all
 * @param variables what the API is told beside that
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
      if (!sample) throw new Error('the sample did not start');
      const visit = await Visit.begin(await browser.newContext({ ...STILL, ...options }), sample);
      visits.push(visit);
      return visit;
    });
  });
}
