import type { DynamicModule } from '@nestjs/common';
import { ConfigurationError } from '@portcullis/core';
import { JwtAuthModule, Roles, type JwtAuthModuleOptions } from '@portcullis/nest';
import { createApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';

const SECRET = secretKey().key.toString('base64url');
const good = { issuer: ISSUER, audience: AUDIENCE, secret: SECRET };

/** What stops the boot of an application with this module. */
async function bootError(module: DynamicModule): Promise<ConfigurationError> {
  const outcome = await createApp('express', { imports: [module] }).then(
    () => new Error('the application was made'),
    (error: unknown) => error,
  );
  if (outcome instanceof ConfigurationError) return outcome;
  throw outcome;
}

/** Options as an untyped configuration file might give them. */
function untyped(options: unknown): JwtAuthModuleOptions {
  return options as JwtAuthModuleOptions;
}

/** What differs from good options; undefined leaves an option out. */
const wrong: readonly (readonly [option: string, difference: object])[] = [
  ['guard', { guard: 'on' }],
  ['guard', { guard: true }],
  ['strategy', { strategy: '' }],
  ['strategy', { strategy: true }],
  ['realm', { realm: '' }],
  ['realm', { realm: 'a"b' }],
  ['realm', { realm: 'a\r\nX-Injected: 1' }],
  ['cookie', { cookie: '' }],
  ['cookie', { cookie: 'a b' }],
  ['cookie', { cookie: 'a=b' }],
  ['cookie', { cookie: 7 }],
  ['extract', { extract: 'header' }],
  ['extract', { extract: () => null, cookie: 'token' }],
  ['roleClaim', { roleClaim: '' }],
  ['roleClaim', { roleClaim: [] }],
  ['roleClaim', { roleClaim: 'a..b' }],
  ['roleClaim', { roleClaim: ['a', 1] }],
  ['warmUp', { warmUp: 'yes' }],
  ['mapUser', { mapUser: 'user' }],
  ['issuer', { issuer: undefined }],
  ['issuer', { issuer: '' }],
  ['audience', { audience: undefined }],
  ['audience', { audience: [] }],
  ['secret', { secret: undefined }],
  ['secret', { secret: 'too short' }],
  ['secret', { publicKey: 'a key beside the secret' }],
  ['jwksUri', { secret: undefined, jwksUri: 'http://keys.example/jwks' }],
  ['algorithms', { algorithms: ['none'] }],
  ['clockTolerance', { clockTolerance: '10m' }],
  ['audiance', { audience: undefined, audiance: AUDIENCE }],
  ['gaurd', { gaurd: 'manual' }],
];

const wrongIssuers: readonly (readonly [option: string, issuers: () => readonly object[]])[] = [
  ['issuers', () => []],
  ['issuers[1].issuer', () => [good, good]],
  ['issuers[0].audience', () => [{ issuer: ISSUER, secret: SECRET }]],
  ['issuers[1].secret', () => [good, { ...good, issuer: 'https://b.example', secret: 'short' }]],
];

describe('a wrong configuration', () => {
  it.each(wrong)('of %s does not start: %j', async (option, difference) => {
    const error = await bootError(JwtAuthModule.forRoot(untyped({ ...good, ...difference })));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
    expect(error.message).toMatch(
      /^(Invalid option ".+": received .+, expected .+|Unknown option ".+": known options are .+)/,
    );
    expect(error.message).not.toContain(SECRET);
  });

  it.each(wrongIssuers)('of %s in a list of issuers does not start', async (option, issuers) => {
    const error = await bootError(JwtAuthModule.forRoot(untyped({ issuers: issuers() })));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
    expect(error.message).not.toContain(SECRET);
  });

  it.each([
    'guard',
    'strategy',
    'realm',
    'cookie',
    'allowedOrigins',
    'extract',
    'warmUp',
    'mapUser',
    'roleHierarchy',
    'roleMapping',
    'issuerNames',
    'transports',
    'connectionRecheck',
    'onAccepted',
    'onDenied',
    'clockTolerance',
    'acceptBoundTokensAsBearer',
    'cache',
    'revocations',
  ])('with null for %s does not start', async (option) => {
    const error = await bootError(JwtAuthModule.forRoot(untyped({ ...good, [option]: null })));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });

  it('that has a misspelt option is told all names there are, this package’s and the verifier’s', async () => {
    const module = JwtAuthModule.forRoot(untyped({ ...good, gaurd: 'manual' }));
    const { message } = await bootError(module);
    for (const name of ['guard', 'roleClaim', 'mapUser', 'issuer', 'audience', 'clock']) {
      expect(message).toMatch(
        new RegExp(`^Unknown option "gaurd": known options are .*\\b${name}\\b`),
      );
    }

    const long = JwtAuthModule.forRoot(untyped({ issuers: [good], gaurd: 'manual' }));
    const { message: longMessage } = await bootError(long);
    expect(longMessage).toMatch(/known options are issuers, .*\bclock, guard\b/);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'secret'],
  ])('does not start with %s for options', async (_what, given) => {
    const error = await bootError(JwtAuthModule.forRootAsync({ useFactory: () => untyped(given) }));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'options' });
  });

  it('that an async factory answers with does not start either', async () => {
    const useFactory = () => Promise.resolve(untyped({ ...good, audience: '' }));
    const error = await bootError(JwtAuthModule.forRootAsync({ useFactory }));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'audience' });
  });

  it('starts when it is right', async () => {
    const { nest } = await createApp('express', { imports: [JwtAuthModule.forRoot(good)] });

    await expect(nest.init()).resolves.toBe(nest);
    await nest.close();
  });
});

describe('@Roles()', () => {
  it.each([[[]], [['']], [['admin', '']], [[7]], [[['admin']]]])(
    'refuses %j when the class is defined',
    (roles) => {
      const decorate = () => Roles(...(roles as unknown as readonly [string]));

      expect(decorate).toThrow(ConfigurationError);
      expect(decorate).toThrow(/@Roles\(\).*expected at least one role/);
    },
  );
});
