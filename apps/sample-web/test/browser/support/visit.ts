/** Somebody's browser at the page: what it sent, and what it had to complain of. */
import type { BrowserContext, Page, Request } from 'playwright-core';
import type { Sample } from './sample.js';

/** A demo user. */
export type Role = 'admin' | 'editor' | 'viewer';

/** Printed by the browser for each answer of an error, whatever the page makes of it. */
const REFUSED = /^Failed to load resource: the server responded with a status of \d{3}/;
/** How the console tells of a breach of the page's policy. */
export const VIOLATION = 'violates the policy:';
/** No test asserts a time: this only ends one that waits for what never comes. */
const PATIENCE_MS = 20_000;

/** A context of its own: cookies and storage are nobody else's. */
export class Visit {
  /** Each request of each tab, as it went out. */
  readonly sent: Request[] = [];
  /** What the console holds, but for answers of errors; uncaught errors; violations of the policy. */
  readonly complaints: string[] = [];
  /** What the console says of answers of errors. */
  readonly refusals: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly sample: Sample,
  ) {}

  /** Opens a tab, with nothing in it yet. */
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

  /** Another tab of the same browser. */
  async openTab(view = ''): Promise<Page> {
    return this.open(view, await this.context.newPage());
  }

  /** Signs in as a demo user with the password; ends in the token view. */
  async signIn(role: Role): Promise<Page> {
    const page = await this.open();
    await page.getByLabel('E-mail').fill(`${role}@example.com`);
    await page.getByLabel('Password').fill(this.sample.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /token/i }).waitFor();
    return page;
  }

  /** Follows a link of the navigation, wherever that leads. */
  async follow(link: string, page = this.page): Promise<void> {
    await page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click();
  }

  /** Follows a link of the navigation, and waits for its view. */
  async goTo(link: string, page = this.page): Promise<void> {
    await this.follow(link, page);
    await page.getByRole('heading', { level: 1, name: new RegExp(link, 'i') }).waitFor();
  }

  /** The requests of a method to a path of the API. */
  sentTo(method: string, path: string): readonly Request[] {
    const url = `${this.sample.address}${path}`;
    return this.sent.filter((request) => request.method() === method && request.url() === url);
  }

  /** The access token that a tab has, as the token view shows it; ends in that view. */
  async token(page = this.page): Promise<string> {
    await this.goTo('Token', page);
    return page.locator('.token-text').innerText();
  }
}
