/** Where roles and scopes are found in the claims, and where they are not. */
import { createVerifier, rolesOf, scopesOf, type ClaimPath } from '../../src/index.js';
import { benchFor, untyped, verifierFor } from '../support/bench.js';
import type { Members } from '../support/tokens.js';
import { errorOf } from '../support/verdict.js';

const bench = benchFor('ES256');

async function granted(claims: Members, places: { roleClaim?: ClaimPath; scopeClaim?: ClaimPath }) {
  const token = await verifierFor(bench, places).verify(bench.token({ claims }));
  return { roles: rolesOf(token), scopes: scopesOf(token) };
}

describe('roles', () => {
  it.each<[Members, ClaimPath, readonly string[]]>([
    [{ role: 'admin' }, 'role', ['admin']],
    [{ role: ['admin', 'editor', 'admin'] }, 'role', ['admin', 'editor']],
    [{ role: 'admin editor' }, 'role', ['admin editor']],
    [{ realm_access: { roles: ['admin'] } }, 'realm_access.roles', ['admin']],
    [{ 'https://api.example/roles': ['a'] }, 'https://api.example/roles', ['a']],
    [{ 'a.b': { c: 'x' } }, ['a.b', 'c'], ['x']],
    [{ a: { r: ['x'] }, b: ['y', 'x'] }, [['a', 'r'], ['b']], ['x', 'y']],
    [{ b: ['y'] }, [['a', 'r'], ['b']], ['y']],
  ])('of %j at %j are %j', async (claims, roleClaim, roles) => {
    expect((await granted(claims, { roleClaim })).roles).toEqual(roles);
  });

  it.each<[Members, ClaimPath]>([
    [{ role: ['admin', 1] }, 'role'],
    [{ role: { admin: true } }, 'role'],
    [{ role: null }, 'role'],
    [{ role: 1 }, 'role'],
    [{ roles: ['admin'] }, 'role'],
    [{ 'realm_access.roles': ['admin'] }, 'realm_access.roles'],
    [{ realm_access: 'roles' }, 'realm_access.roles'],
    [{ groups: ['admin'] }, 'groups.constructor.name'],
    [{ role: 'admin' }, 'role.length'],
    [{}, 'constructor.name'],
  ])('of %j at %j are empty', async (claims, roleClaim) => {
    expect((await granted(claims, { roleClaim })).roles).toEqual([]);
  });
});

describe('a path', () => {
  it('never follows inherited properties, whatever defined them', async () => {
    const everyList: object = Array.prototype;
    Reflect.defineProperty(everyList, 'granted', { value: ['admin'], configurable: true });
    try {
      const { roles } = await granted({ groups: [] }, { roleClaim: 'groups.granted' });
      expect(roles).toEqual([]);
    } finally {
      Reflect.deleteProperty(Array.prototype, 'granted');
    }
  });
});

describe('scopes', () => {
  it.each<[Members, ClaimPath | undefined, readonly string[]]>([
    [{ scope: 'read write' }, undefined, ['read', 'write']],
    [{ scope: ' read  write ' }, undefined, ['read', 'write']],
    [{ scp: ['read', 'write'] }, undefined, ['read', 'write']],
    [{ scope: 'read', scp: 'write read' }, undefined, ['read', 'write']],
    [{ permissions: ['read:a'] }, 'permissions', ['read:a']],
    [{ scope: '' }, undefined, []],
    [{ scope: ['read', null] }, undefined, []],
  ])('of %j at %p are %j', async (claims, scopeClaim, scopes) => {
    const places = scopeClaim === undefined ? {} : { scopeClaim };
    expect((await granted(claims, places)).scopes).toEqual(scopes);
  });
});

describe('the paths of roles and scopes', () => {
  it('are those of the issuer, or else of the verifier', async () => {
    const { options } = bench;
    const { clock, ...issuer } = options;
    const other = { ...issuer, issuer: 'https://other.example', roleClaim: 'groups' };
    const verifier = createVerifier({ issuers: [issuer, other], roleClaim: 'roles', clock });
    const claims = { role: 'a', roles: 'b', groups: 'c' };
    const first = await verifier.verify(bench.token({ claims }));
    const second = await verifier.verify(bench.token({ claims: { ...claims, iss: other.issuer } }));
    expect([rolesOf(first), rolesOf(second)]).toEqual([['b'], ['c']]);
  });

  it.each(['', [], ['a', 1], 'a..b', null, 1, {}, [['a'], []], [['a'], 'b']])(
    'cannot be %j',
    async (roleClaim) => {
      const error = await errorOf(() => createVerifier(untyped({ ...bench.options, roleClaim })));
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'roleClaim' });
      const issuers = [{ ...bench.options, clock: undefined, scopeClaim: roleClaim }];
      delete (issuers[0] as { clock?: unknown }).clock;
      const long = await errorOf(() => createVerifier(untyped({ issuers })));
      expect(long).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'issuers[0].scopeClaim' });
    },
  );
});

describe('absent claims', () => {
  const forbidden = { forbiddenClaims: ['client_id', 'act'] };

  it.each<[Members, string | undefined]>([
    [{}, undefined],
    [{ client: 'x' }, undefined],
    [{ client_id: 'x' }, 'ERR_TOKEN_TYPE'],
    [{ act: null }, 'ERR_TOKEN_TYPE'],
  ])('%j', async (claims, code) => {
    const verifier = verifierFor(bench, forbidden);
    expect((await errorOf(() => verifier.verify(bench.token({ claims }))))?.code).toBe(code);
  });

  it.each([
    ['client_id', ['jti']],
    [[''], []],
    [['exp'], []],
    [['jti'], ['jti']],
    [[1], []],
  ])('cannot be %j when %j are required', async (forbiddenClaims, requiredClaims) => {
    const options = untyped({ ...bench.options, forbiddenClaims, requiredClaims });
    const error = await errorOf(() => createVerifier(options));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'forbiddenClaims' });
  });
});

describe('required values of claims', () => {
  const requiredValues = { client_id: ['app-1', 'app-2'], azp: 'app-1' };
  const verify = async (claims: Members) => {
    const verifier = verifierFor(bench, { requiredValues });
    return errorOf(() => verifier.verify(bench.token({ claims })));
  };

  it('accept any of the values', async () => {
    expect(await verify({ client_id: 'app-2', azp: 'app-1' })).toBeUndefined();
  });

  it.each<[Members]>([
    [{ client_id: 'app-3', azp: 'app-1' }],
    [{ client_id: 'app-1', azp: 'app-2' }],
    [{ client_id: 'APP-1', azp: 'app-1' }],
    [{ client_id: ['app-1'], azp: 'app-1' }],
    [{ client_id: '', azp: 'app-1' }],
  ])('reject %j', async (claims) => {
    expect(await verify(claims)).toMatchObject({
      code: 'ERR_CLAIM_INVALID',
      claim: claims['azp'] === 'app-2' ? 'azp' : 'client_id',
    });
  });

  it.each<[Members]>([[{ azp: 'app-1' }], [{ client_id: null, azp: 'app-1' }]])(
    'must be present: %j is rejected',
    async (claims) => {
      expect(await verify(claims)).toMatchObject({ code: 'ERR_CLAIM_MISSING', claim: 'client_id' });
    },
  );

  it.each([null, [], 'client_id', { client_id: '' }, { client_id: [] }, { client_id: [1] }])(
    'cannot be configured as %j',
    async (values) => {
      const options = untyped({ ...bench.options, requiredValues: values });
      const error = await errorOf(() => createVerifier(options));
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'requiredValues' });
    },
  );
});

describe('a path to a missing claim', () => {
  const at = (claims: Members, path: readonly string[]) =>
    rolesOf({ claims: { iss: 'x', ...claims }, grants: { roles: [path], scopes: [] } });

  it.each<[string, Members]>([
    ['nothing', {}],
    ['null', { a: null }],
    ['a string, which is not a list of roles', { a: 'text' }],
    ['a number', { a: 7 }],
    ['an object without the name', { a: { 1: 'x' } }],
    ['null at a deeper level', { a: { 0: null } }],
  ])('through %s has no roles', (_name, claims) => {
    expect(at(claims, ['a', '0'])).toEqual([]);
    expect(at(claims, ['a', '0', 'b'])).toEqual([]);
  });

  it('does not follow inherited properties', () => {
    expect(at({ a: {} }, ['a', 'constructor', 'name'])).toEqual([]);
  });
});
