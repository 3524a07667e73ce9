/** Invalid bodies get 400 with the names of the fields; unreadable bodies get 400, 413 or 415. */
import { PASSWORD } from '../support/sample.js';
import type { Answer } from '../support/http-client.js';
import type { Running } from './running.js';

const email = 'viewer@example.com';
const LOGINS: readonly (readonly [name: string, body: unknown, fields: readonly string[]])[] = [
  ['nothing in it', {}, ['email', 'password']],
  ['no password', { email }, ['password']],
  ['an empty password', { email, password: '' }, ['password']],
  ['numbers', { email: 1, password: 2 }, ['email', 'password']],
  ['objects', { email: { $ne: '' }, password: { $ne: '' } }, ['email', 'password']],
  ['a password over 1024 characters', { email, password: 'x'.repeat(1025) }, ['password']],
  ['an unknown field', { email, password: PASSWORD, role: 'admin' }, ['role']],
  ['an array', [{ email, password: PASSWORD }], ['email', 'password']],
  ['a string', 'login', []],
  ['null', null, []],
];

const ARTICLES: readonly (readonly [name: string, body: unknown, fields: readonly string[]])[] = [
  ['nothing in it', {}, ['title', 'body']],
  ['a blank title', { title: '  ', body: 'x' }, ['title']],
  ['a title too long', { title: 'x'.repeat(201), body: 'x' }, ['title']],
  ['an author', { title: 'x', body: 'x', author: 'someone else' }, ['author']],
];

const UNREADABLE: readonly (readonly [
  name: string,
  type: string | undefined,
  body: string,
  status: readonly number[],
])[] = [
  ['malformed JSON', 'application/json', '{"email":"a', [400]],
  ['truncated JSON', 'application/json', '{', [400]],
  ['empty JSON', 'application/json', '', [400]],
  ['a body without a type', undefined, '{"email":"a"}', [400, 415]],
  ['XML', 'application/xml', '<login/>', [400, 415]],
  ['text', 'text/plain', 'email=a', [400, 415]],
  ['an unknown charset', 'application/json; charset=utf-99', '{}', [400, 415]],
  ['a body over the limit', 'application/json', `{"email":"${'x'.repeat(2_000_000)}"}`, [413]],
];

export function describeBodies(running: Running): void {
  describe('an invalid body', () => {
    it.each(LOGINS)('is rejected at the login: %s', async (_name, json, fields) => {
      expectBadFields(await running().api.call('/auth/login', { json }), fields);
    });

    it.each(ARTICLES)('is rejected for an article: %s', async (_name, json, fields) => {
      const { api } = running();
      const token = await api.login('editor');
      expectBadFields(await api.call('/articles', { json, token }), fields);
    });

    it.each([
      { credential: '' },
      { credential: 7 },
      { credential: ['a.b.c'] },
      { credential: 'x'.repeat(8193) },
    ])('is rejected as a credential: %#', async (json) => {
      expectBadFields(await running().api.call('/auth/google', { json }), ['credential']);
    });

    it.each(UNREADABLE)('is rejected when it is %s', async (_name, type, body, statuses) => {
      const { api } = running();
      const headers = type === undefined ? [] : ([['Content-Type', type]] as const);
      const answer = await api.call('/auth/login', { method: 'POST', body, headers });
      expect(statuses).toContain(answer.status);
      expect(answer.json()).toHaveProperty('statusCode', answer.status);
      expect(answer.body).not.toMatch(/node_modules|\\n +at /);
    });
  });
}

function expectBadFields(answer: Answer, fields: readonly string[]): void {
  expect(answer.status).toBe(400);
  const { message } = answer.json() as { readonly message: unknown };
  const text = JSON.stringify(message);
  for (const field of fields) expect(text).toContain(field);
}
