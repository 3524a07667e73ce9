/** The token view: the parts of a token, changed tokens, and pasted tokens. */
import { randomBytes } from 'node:crypto';
import type { Page, Response } from 'playwright-core';
import { describePage } from './support/stage.js';
import type { Visit } from './support/visit.js';

const STEPS = 10;
const SIGNATURE = 4; // its index in the list
const CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'sid', 'role', 'name'];

/** Waits for all steps, and returns their results. */
async function steps(page: Page, last: RegExp): Promise<readonly string[]> {
  const items = page.getByRole('list', { name: 'Verification steps' }).getByRole('listitem');
  await items.last().filter({ hasText: last }).waitFor();
  const texts = await items.allInnerTexts();
  return texts.map((text) => /passed|failed|not reached|not checked here/.exec(text)?.[0] ?? text);
}

const ALL_PASSED = Array.from({ length: STEPS }, () => 'passed');
const failingAt = (place: number) =>
  ALL_PASSED.map((state, i) => (i < place ? state : i === place ? 'failed' : 'not reached'));

/** Sends the shown token to the API. */
async function send(visit: Visit, page: Page): Promise<Response> {
  const [response] = await Promise.all([
    page.waitForResponse(`${visit.sample.address}/profile`),
    page.getByRole('button', { name: 'Send this token' }).click(),
  ]);
  return response;
}

const payloadOf = (page: Page) => page.getByRole('textbox', { name: 'Payload' });

describePage('the token view', (begin) => {
  it('shows the three parts of the token and that every verification step passes', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    expect(await steps(page, /passed/)).toEqual(ALL_PASSED);
    const parts = ['header', 'payload', 'signature'].map((part) =>
      page.locator(`.token-text .token-${part}`),
    );
    const texts = await Promise.all(parts.map((part) => part.innerText()));
    const token = texts.join('.');
    expect(token).toBe(await visit.token());
    const colours = await Promise.all(
      parts.map((part) => part.evaluate((element) => getComputedStyle(element).color)),
    );
    expect(new Set(colours).size).toBe(3);
  });

  it('explains each claim and counts down to the expiry', async () => {
    const visit = await begin();
    await visit.context.clock.install();
    const page = await visit.signIn('viewer');
    const claims = page.getByRole('table', { name: 'Payload' });
    const rowOf = (claim: string) =>
      claims
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: claim, exact: true }) });
    for (const claim of CLAIMS) {
      const meaning = await rowOf(claim).getByRole('cell').last().innerText();
      expect([claim, meaning]).toEqual([claim, expect.stringMatching(/^(?!We don’t know).{15,}/)]);
    }
    const countdown = rowOf('exp').locator('.countdown');
    await countdown.filter({ hasText: /^in 14 minutes|^in 15 minutes/ }).waitFor();
    await visit.context.clock.fastForward(120_000);
    await countdown.filter({ hasText: /^in 12 minutes|^in 13 minutes/ }).waitFor();
  });

  it('shows that a changed role fails at the signature, in the browser and at the API', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    await steps(page, /passed/);
    const payload = await payloadOf(page).inputValue();
    expect(payload).toContain('"viewer"');
    await payloadOf(page).fill(payload.replace('"viewer"', '"admin"'));
    expect(await steps(page, /not reached/)).toEqual(failingAt(SIGNATURE));
    const refused = await send(visit, page);
    expect(refused.status()).toBe(401);
    await page.getByText('401 Unauthorized').waitFor();
    await page.getByText('In this browser, step 5 (Signature) failed.').waitFor();

    await page.getByRole('button', { name: 'Restore the token' }).click();
    expect(await steps(page, /passed/)).toEqual(ALL_PASSED);
    expect((await send(visit, page)).status()).toBe(200);
  });

  it('shows that the API answers every invalid token with the same bytes', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    await steps(page, /passed/);
    const answers: string[] = [];
    for (const change of [
      'Set the role to admin',
      'Extend it by a year',
      'Remove the signature (alg: none)',
      'Corrupt the signature',
    ]) {
      await page.getByRole('button', { name: 'Restore the token' }).click();
      await page.getByRole('button', { name: change }).click();
      await steps(page, /not reached/);
      const answer = await send(visit, page);
      const { date: _date, ...headers } = answer.headers();
      answers.push(JSON.stringify([answer.status(), headers, await answer.text()]));
    }
    expect(answers[0]).toContain('invalid_token');
    expect(new Set(answers).size).toBe(1);
  });

  it('explains a pasted token without sending a request', async () => {
    const visit = await begin();
    const page = await visit.open('#token');
    await page.getByRole('button', { name: 'Paste a token' }).click();
    const before = visit.sent.length;
    await page.getByRole('textbox', { name: 'Pasted token' }).fill(foreignToken());
    await page.getByRole('row').filter({ hasText: 'https://somebody.example' }).waitFor();
    const states = await steps(page, /not reached/);
    expect(states).toContain('failed');
    expect(visit.sent.slice(before).map((request) => request.url())).toEqual([]);
  });

  it('gets a new token on request', async () => {
    const visit = await begin();
    const page = await visit.signIn('viewer');
    const before = await visit.token();
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await page.getByText('This is a new token').waitFor();
    expect(await visit.token()).not.toBe(before);
    expect(await steps(page, /passed/)).toEqual(ALL_PASSED);
  });
});

/** A well-formed token of an unknown issuer. */
function foreignToken(): string {
  const parts = [
    { alg: 'RS256', typ: 'JWT', kid: 'theirs' },
    { iss: 'https://somebody.example', sub: 'u-1', exp: Math.floor(Date.now() / 1000) + 3600 },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...parts, randomBytes(256).toString('base64url')].join('.');
}
