/** All views of the page, each in a state that shows its content. */
import type { Page } from 'playwright-core';
import type { Visit } from './visit.js';

/** A view, and the actions that fill it. */
export interface Shown {
  readonly name: string;
  readonly show: (visit: Visit, page: Page) => Promise<unknown>;
}

/** Views without a sign-in. */
export const OPEN_VIEWS: readonly Shown[] = [
  {
    name: 'sign-in',
    show: async (visit, page) => {
      await visit.open();
      await page.getByRole('button', { name: /demo identity provider/ }).waitFor();
    },
  },
];

/** Views of an admin. */
export const SIGNED_IN_VIEWS: readonly Shown[] = [
  {
    name: 'token',
    show: async (visit, page) => {
      await visit.goTo('Token');
      await page.getByText('The issuer signed exactly this').waitFor();
    },
  },
  {
    name: 'token-changed',
    show: async (_visit, page) => {
      await page.getByRole('button', { name: 'Set the role to owner' }).click();
      await page.getByText('not reached').first().waitFor();
      await page.getByRole('button', { name: 'Send this token' }).click();
      await page.getByText('401 Unauthorized').waitFor();
    },
  },
  {
    name: 'try',
    show: async (visit, page) => {
      await visit.goTo('Try it');
      await page.getByRole('button', { name: 'Send GET /articles' }).click();
      await page.getByText('200 OK').waitFor();
      await page.getByRole('radio', { name: 'No token' }).check();
      await page.getByRole('button', { name: 'Send GET /profile' }).click();
      await page.getByText('401 Unauthorized').waitFor();
    },
  },
  {
    name: 'sessions',
    show: async (visit, page) => {
      await visit.goTo('Sessions');
      await page.getByRole('button', { name: 'Show what happens to a stolen token' }).click();
      await page.getByText('The last access token is used').waitFor();
    },
  },
  {
    name: 'keys',
    show: async (visit, page) => {
      await visit.goTo('Keys');
      await page.getByRole('button', { name: 'Start requests' }).click();
      await page.locator('.counts div').nth(2).waitFor();
      await page.getByRole('button', { name: 'Stop requests' }).click();
    },
  },
  {
    name: 'audit',
    show: async (visit, page) => {
      await visit.goTo('Audit');
      await page.getByRole('row').nth(5).waitFor();
    },
  },
];
