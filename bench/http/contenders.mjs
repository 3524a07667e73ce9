/**
 * What is measured: the same Nest application with one handler, with each way to authenticate. `tokens` names the list
 * that the load sends; also the open routes are sent tokens, so that the parsing of the header is not measured.
 */
import { application, passportGuard, use } from './application.mjs';
import { expressOauth2JwtBearer, fastifyJwt, floorGuard, passportJwt } from './peers.mjs';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';

const nest = await import('@portcullis/nest');
const { JwtAuthModule, Public, Roles } = nest;

const rsaOptions = ({ jwk }) => ({ issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [jwk] } });
const hmacOptions = ({ secret }) => ({
  issuer: ISSUER,
  audience: AUDIENCE,
  secret: Buffer.from(secret, 'base64url'),
});

/** An application with this library. */
const guarded =
  (decorators = [], options = rsaOptions, more = {}) =>
  (platform, world) =>
    application(platform, {
      imports: [JwtAuthModule.forRoot({ ...options(world), ...more })],
      decorators,
    });

/** The share of verifications that the cache answered. */
function hitRate(app) {
  const { hits, misses } = app.get(nest.TokenVerifier).cacheStats();
  return hits / (hits + misses);
}

class ApplicationGuard {
  canActivate() {
    return true;
  }
}

export const CONTENDERS = {
  bare: { tokens: 'warm', isOpen: true, start: (platform) => application(platform, {}) },
  'a guard of ten lines': { tokens: 'warm', start: floorGuard },
  '@Public()': { tokens: 'warm', isOpen: true, start: guarded([Public()]) },
  'warm, 1,000 tokens': { tokens: 'warm', start: guarded(), hitRate },
  'warm, @Roles()': { tokens: 'warm', start: guarded([Roles('admin')]), hitRate },
  'warm, a cookie': {
    tokens: 'cookies',
    start: guarded([], rsaOptions, { cookie: 'token' }),
    hitRate,
  },
  'warm, three guards of the application': {
    tokens: 'warm',
    start: (platform, world) =>
      application(platform, {
        imports: [JwtAuthModule.forRoot(rsaOptions(world))],
        guards: [ApplicationGuard, ApplicationGuard, ApplicationGuard],
      }),
    hitRate,
  },
  "warm, this library's AuthGuard('jwt')": {
    tokens: 'warm',
    start: (platform, world) =>
      application(platform, {
        imports: [JwtAuthModule.forRoot({ ...rsaOptions(world), guard: 'manual' })],
        decorators: [use(passportGuard('jwt'))],
      }),
  },
  'cold RS256': { tokens: 'cold-rsa', start: guarded(), raw: 'RS256', hitRate },
  'cold HS256': { tokens: 'cold-hmac', start: guarded([], hmacOptions), raw: 'HS256', hitRate },
  'passport-jwt + jwks-rsa': { tokens: 'warm', start: passportJwt },
  'express-oauth2-jwt-bearer': {
    tokens: 'warm',
    platforms: ['express'],
    start: expressOauth2JwtBearer,
  },
  '@fastify/jwt with its cache': { tokens: 'warm', platforms: ['fastify'], start: fastifyJwt },
};
