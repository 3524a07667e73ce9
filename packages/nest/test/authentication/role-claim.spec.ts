import { JwtAuthModule, type JwtAuthModuleOptions } from '@portcullis/nest';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { ManualController, PassportController } from '../support/controllers.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, type Members } from '../support/tokens.js';

const hmac = secretKey();
let app: RunningApp;

async function start(
  platform: Platform,
  roleClaim?: JwtAuthModuleOptions['roleClaim'],
): Promise<void> {
  const options = {
    issuer: ISSUER,
    audience: AUDIENCE,
    secret: hmac.key,
    guard: 'manual' as const,
  };
  app = await startApp(platform, {
    imports: [
      JwtAuthModule.forRoot({ ...options, ...(roleClaim === undefined ? {} : { roleClaim }) }),
    ],
    controllers: [ManualController, PassportController],
  });
}

/** What becomes of a request for what editors and admins may see. */
async function asStaff(claims: Members): Promise<number> {
  const token = mint(hmac, claims);
  const [byGuard, byPassport] = await Promise.all([
    app.get('/manual/staff', token),
    app.get('/passport/staff', token),
  ]);
  expect(byPassport.bytes).toBe(byGuard.bytes);
  return byGuard.status;
}

describe.each(PLATFORMS)('the role claim on %s', (platform) => {
  beforeAll(() => start(platform));
  afterAll(() => app.close());

  it.each([
    ['one of the roles', 'admin'],
    ['the other', 'editor'],
    ['a list with one of them', ['viewer', 'editor']],
    ['a list with both', ['admin', 'editor']],
  ])('accepts: %s', async (_what, role) => {
    expect(await asStaff({ role })).toBe(200);
  });

  it.each<[string, unknown]>([
    ['no role claim', undefined],
    ['another role', 'viewer'],
    ['null', null],
    ['true', true],
    ['a number', 1],
    ['an empty text', ''],
    ['an empty list', []],
    ['roles joined by commas', 'admin,editor'],
    ['roles joined by spaces', 'admin editor'],
    ['an object that names a role', { admin: true }],
    ['an object like a list', { 0: 'admin', length: 1 }],
    ['an object with a length', { length: 1 }],
    ['a list with a number', ['admin', 1]],
    ['a list with null', ['admin', null]],
    ['a list in a list', [['admin']]],
    ['an object in a list', [{ name: 'admin' }]],
    ['an inherited name', 'constructor'],
    ['other inherited names', ['toString', 'hasOwnProperty', 'valueOf']],
    ['another case', 'Admin'],
    ['a space after', 'admin '],
    ['a NUL after', 'admin\0'],
    ['a zero-width space', 'ad\u200bmin'],
    ['a Cyrillic а', '\u0430dmin'],
    ['full-width letters, which NFKC folds', '\uff41\uff44\uff4d\uff49\uff4e'],
    ['a dotless ı, which upper-casing folds', 'adm\u0131n'],
  ])('keeps out: %s', async (_what, role) => {
    expect(await asStaff({ role })).toBe(403);
  });

  it('a claim of another name is not read as a role', async () => {
    expect(await asStaff({ roles: ['admin'] })).toBe(403);
    expect(await asStaff({ Role: 'admin' })).toBe(403);
    expect(await asStaff({ 'role ': 'admin' })).toBe(403);
  });
});

describe.each<[JwtAuthModuleOptions['roleClaim'], Members, Members]>([
  ['roles', { roles: ['admin'] }, { role: 'admin' }],
  ['realm_access.roles', { realm_access: { roles: ['admin'] } }, { 'realm_access.roles': 'admin' }],
  ['realm_access.roles', { realm_access: { roles: 'admin' } }, { realm_access: ['admin'] }],
  ['realm_access.roles', { realm_access: { roles: ['admin'] } }, { realm_access: 'admin' }],
  ['realm_access.roles', { realm_access: { roles: ['admin'] } }, { realm_access: null }],
  [
    'https://api.example/roles',
    { 'https://api.example/roles': ['admin'] },
    { 'https://api': { 'example/roles': ['admin'] } },
  ],
  [['cognito:groups'], { 'cognito:groups': ['admin'] }, { cognito: { groups: ['admin'] } }],
  [['a.b', 'c'], { 'a.b': { c: 'admin' } }, { a: { b: { c: 'admin' } } }],
  ['constructor.name', { constructor: { name: 'admin' } }, {}],
  ['groups.length', { groups: { length: 'admin' } }, { groups: ['admin'] }],
])('roleClaim %j', (roleClaim, good, bad) => {
  beforeAll(() => start('express', roleClaim));
  afterAll(() => app.close());

  it('is found where it says and nowhere else', async () => {
    expect(await asStaff(good)).toBe(200);
    expect(await asStaff(bad)).toBe(403);
  });
});

describe('roleClaim through what every list has', () => {
  beforeAll(() => start('express', 'groups.constructor.name'));
  afterAll(() => app.close());

  it('is not read as a role: only own members of the token are claims', async () => {
    const { json } = await app.get('/manual/who', mint(hmac, { groups: ['admin'] }));

    expect(json()).toMatchObject({ user: { id: 'user-1', roles: [] } });
  });
});
