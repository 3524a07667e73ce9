/** A browser on the page, with its requests and console messages. */
import type { BrowserContext, Page, Request } from 'playwright-core';
import type { Sample } from './sample.js';

/** A demo user. */
export type Role = 'admin' | 'editor' | 'viewer';

/** The browser prints this for each error response, even when the page handles it. */
const REFUSED = /^Failed to load resource: the server responded with a status of \d{3}/;
/** Prefix of console messages about violations of the policy. */
export const VIOLATION = 'violates the policy:';
/** Time limit of waits. */
const PATIENCE_MS = 20_000;

/** A browser context with its own cookies and storage. */
export class Visit {
  /** All requests of all tabs. */
  readonly sent: Request[] = [];
  /** Console messages except those about error responses, uncaught errors, and violations of the policy. */
  readonly complaints: string[] = [];
  /** Console messages about error responses. */
  readonly refusals: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly sample: Sample,
  ) {}

  /** Opens an empty tab. */
  static async begin(context: BrowserContext, sample: Sample): Promise<Visit> {
    await context.addInitScript((violation) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        console.error(violation, effectiveDirective, blockedURI);
      });
    }, VIOLATION);
    context.setDefaultTimeout(PATIENCE_MS);
    const visit = new Visit(context, await context.newPage(), sample);
    context.on('request', (request) => visit.sent.push(request));
    context.on('console', (message) => {
      const { text, type } = { text: message.text(), type: message.type() };
      (REFUSED.test(text) ? visit.refusals : visit.complaints).push(`${type}: ${text}`);
    });
    context.on('weberror', (error) => visit.complaints.push(String(error.error())));
    return visit;
  }

  /** Shows a view. */
  async open(view = '', page = this.page): Promise<Page> {
    await page.goto(`${this.sample.address}/${view}`);
    return page;
  }

  /** Opens another tab of the same browser. */
  async openTab(view = ''): Promise<Page> {
    return this.open(view, await this.context.newPage());
  }

  /** Signs in as a demo user with the password, and ends in the token view. */
  async signIn(role: Role): Promise<Page> {
    const page = await this.open();
    await page.getByLabel('E-mail').fill(`${role}@example.com`);
    await page.getByLabel('Password').fill(this.sample.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /token/i }).waitFor();
    return page;
  }

  /** Follows a link of the navigation. */
  async follow(link: string, page = this.page): Promise<void> {
    await page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click();
  }

  /** Follows a link of the navigation, and waits for its view. */
  async goTo(link: string, page = this.page): Promise<void> {
    await this.follow(link, page);
    await page.getByRole('heading', { level: 1, name: new RegExp(link, 'i') }).waitFor();
  }

  /** Returns the requests with a method and a path. */
  sentTo(method: string, path: string): readonly Request[] {
    const url = `${this.sample.address}${path}`;
    return this.sent.filter((request) => request.method() === method && request.url() === url);
  }

  /** Returns the access token of a tab from the token view, and ends in that view. */
  async token(page = this.page): Promise<string> {
    await this.goTo('Token', page);
    return page.locator('.token-text').innerText();
  }
}
