/** What is used without this library, each set up as its documentation says, and the least that a guard can do. */
import { createPublicKey, verify } from 'node:crypto';
import { application, load, passportGuard, use } from './application.mjs';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';

const { UnauthorizedException } = await load('@nestjs/common');
const { PassportModule, PassportStrategy } = await load('@nestjs/passport');

/** Reads the header, finds the verified token by its end, compares it completely and sets the user. */
export function floorGuard(platform, { pem, tokens }) {
  const key = createPublicKey(pem);
  const known = new Map();
  for (const token of tokens.warm) {
    const end = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(end + 1), 'base64url');
    const isValid = verify('sha256', Buffer.from(token.slice(0, end)), key, signature);
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    if (isValid) known.set(token.slice(-32), { token, user: { id: claims.sub } });
  }
  class FloorGuard {
    canActivate(context) {
      const request = context.switchToHttp().getRequest();
      const header = request.headers.authorization;
      const entry = header?.startsWith('Bearer ') ? known.get(header.slice(-32)) : undefined;
      if (entry === undefined || header.slice(7) !== entry.token) throw new UnauthorizedException();
      request.user = entry.user;
      return true;
    }
  }
  return application(platform, { guards: [FloorGuard] });
}

export async function passportJwt(platform, { jwksUri }) {
  const { default: passport } = await load('passport-jwt');
  const { passportJwtSecret } = await import('jwks-rsa');
  class ClassicalStrategy extends PassportStrategy(passport.Strategy, 'classical') {
    constructor() {
      super({
        jwtFromRequest: passport.ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKeyProvider: passportJwtSecret({ cache: true, rateLimit: true, jwksUri }),
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: ['RS256'],
      });
    }
    validate({ sub, role }) {
      return { id: sub, role };
    }
  }
  return application(platform, {
    imports: [PassportModule],
    providers: [ClassicalStrategy],
    decorators: [use(passportGuard('classical'))],
  });
}

export async function expressOauth2JwtBearer(platform, { jwksUri }) {
  const { auth } = await import('express-oauth2-jwt-bearer');
  const options = { issuer: ISSUER, jwksUri, audience: AUDIENCE, tokenSigningAlg: 'RS256' };
  return application(platform, { before: (app) => app.use(auth(options)) });
}

export async function fastifyJwt(platform, { pem }) {
  const { default: plugin } = await import('@fastify/jwt');
  return application(platform, {
    before: async (app) => {
      await app.register(plugin, {
        secret: { public: pem },
        verify: { cache: true, algorithms: ['RS256'], allowedIss: ISSUER, allowedAud: AUDIENCE },
      });
      app
        .getHttpAdapter()
        .getInstance()
        .addHook('onRequest', (request) => request.jwtVerify());
    },
  });
}
