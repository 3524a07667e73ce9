import { IssuerRegistry } from '../../src/issuers/issuer-registry.js';
import type { TrustedIssuer } from '../../src/issuers/trusted-issuer.js';
import type { TenantRegistry } from '../../src/issuers/tenants/tenant-registry.js';
import { errorOf } from '../support/verdict.js';

const trustedAs = (issuer: string, close?: () => void) =>
  ({ issuer, keys: { find: () => undefined, close } }) as unknown as TrustedIssuer;

const a = trustedAs('https://a.example');
const b = trustedAs('https://b.example');
const registry = new IssuerRegistry([a, b]);

describe('the issuer of a token', () => {
  it('is found by its exact text', () => {
    expect([registry.find('https://a.example'), registry.find('https://b.example')]).toEqual([
      a,
      b,
    ]);
    expect(registry.find('https://a.example')).toBe(a);
  });

  it.each([
    '',
    'https://A.example',
    'https://a.example/',
    ' https://a.example',
    'https://a.example#',
    'https://c.example',
    '__proto__',
  ])('is not trusted as %j', async (iss) => {
    const error = await errorOf(() => registry.find(iss));
    expect(error).toMatchObject({ code: 'ERR_ISSUER_UNKNOWN', claim: 'iss' });
  });

  it.each([null, 1, true, ['https://a.example'], { toString: () => 'https://a.example' }])(
    'is text, not %j',
    async (iss) => {
      const error = await errorOf(() => registry.find(iss));
      expect(error).toMatchObject({ code: 'ERR_CLAIM_INVALID', claim: 'iss' });
    },
  );

  it('is required', async () => {
    const error = await errorOf(() => registry.find(undefined));
    expect(error).toMatchObject({ code: 'ERR_CLAIM_MISSING', claim: 'iss' });
  });
});

describe('trusted issuers without tenants', () => {
  it('are each registered once', async () => {
    const error = await errorOf(() => new IssuerRegistry([a, b, trustedAs('https://a.example')]));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'issuers[2].issuer' });
  });

  it('are found by name, or all together', () => {
    expect([...registry]).toEqual([a, b]);
    expect(registry.named(undefined)).toEqual([a, b]);
    expect(registry.named('https://b.example')).toEqual([b]);
  });

  it.each(['https://c.example', '', 7])('are not found by another name: %j', async (name) => {
    const error = await errorOf(() => registry.named(name as string));
    expect(error).toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringContaining('issuer') as unknown,
    });
  });

  it('stay trusted, and wait for no lookup', () => {
    const keys = Promise.resolve([]);
    expect(registry.trusts(a, 0)).toBe(true);
    expect(registry.held(a, keys)).toBe(keys);
    registry.proven(a);
    registry.forget('https://a.example');
    expect(registry.find('https://a.example')).toBe(a);
  });

  it('close their keys', () => {
    const closed: string[] = [];
    const closing = trustedAs('https://c.example', () => void closed.push('c'));
    new IssuerRegistry([a, closing]).close();
    expect(closed).toEqual(['c']);
  });
});

describe('trusted issuers beside tenants', () => {
  const tenant = trustedAs('https://tenant.example');
  const proven: TrustedIssuer[] = [];
  const held = Promise.resolve([]);
  const tenants = {
    has: (trusted: TrustedIssuer) => trusted === tenant,
    held: () => held,
    proven: (trusted: TrustedIssuer) => void proven.push(trusted),
  } as unknown as TenantRegistry;
  const mixed = new IssuerRegistry([a], tenants);

  it('stay trusted independently of the tenants, each by its identity', () => {
    const sameName = trustedAs('https://a.example');
    const trusted = [a, tenant, sameName, b].map((issuer) => mixed.trusts(issuer, 0));
    expect(trusted).toEqual([true, true, false, false]);
  });

  it('hold their own keys, and notify the tenants of tenants only', () => {
    const keys = Promise.resolve([]);
    expect(mixed.held(a, keys)).toBe(keys);
    expect(mixed.held(tenant, keys)).toBe(held);
    mixed.proven(a);
    mixed.proven(tenant);
    expect(proven).toEqual([tenant]);
  });
});
