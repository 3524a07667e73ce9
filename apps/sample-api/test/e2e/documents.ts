/** Public documents of the API: keys, health, OpenAPI. */
import type { Running } from './running.js';

export function describeDocuments(running: Running): void {
  describe('the API', () => {
    it('publishes its public keys without private parts', async () => {
      const answer = await running().api.call('/.well-known/jwks.json');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^application\/jwk-set\+json\b/);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=600');
      const { keys } = answer.json() as { readonly keys: readonly object[] };
      expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([
        ['alg', 'e', 'kid', 'kty', 'n', 'use'],
        ['alg', 'e', 'kid', 'kty', 'n', 'use'],
      ]);
    });

    it('reports its health with the trusted issuers', async () => {
      const { api, provider } = running();
      const answer = await api.call('/health');
      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual({
        status: 'ok',
        issuers: [
          { issuer: api.settings.issuer, keys: 'ready' },
          { issuer: 'urn:portcullis:internal', keys: 'ready' },
          { issuer: provider.issuer, keys: 'ready' },
        ],
      });
    });

    it('has an OpenAPI page', async () => {
      const { api } = running();
      const page = await api.call('/docs');
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toMatch(/^text\/html\b/);
      expect(page.body).toContain('Portcullis sample API');
      for (const [, asset = ''] of page.body.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) {
        expect((await api.call(`/${asset}`)).status).toBe(200);
      }
    });

    it('has an OpenAPI document with every route and the bearer scheme', async () => {
      const answer = await running().api.call('/docs-json');
      expect(answer.status).toBe(200);
      const document = answer.json() as { paths: object; components: { securitySchemes: object } };
      expect(Object.keys(document.paths).toSorted()).toEqual([
        '/.well-known/jwks.json',
        '/admin/keys',
        '/admin/keys/rotate',
        '/admin/routes',
        '/admin/users',
        '/admin/users/{id}/revoke',
        '/admin/users/{id}/role',
        '/articles',
        '/auth/callback',
        '/auth/google',
        '/auth/login',
        '/auth/logout',
        '/auth/options',
        '/auth/provider',
        '/auth/refresh',
        '/auth/sessions',
        '/auth/sessions/demonstration',
        '/auth/sessions/{id}',
        '/auth/token',
        '/health',
        '/profile',
      ]);
      expect(document.components.securitySchemes).toHaveProperty('bearer.scheme', 'bearer');
    });

    it('serves nothing at other paths', async () => {
      const { api } = running();
      for (const path of [
        '/nothing',
        '/assets/app.js',
        '/auth/login',
        '/.env',
        '/docs/../../package.json',
      ]) {
        expect([403, 404]).toContain((await api.call(path)).status);
      }
    });
  });
}
