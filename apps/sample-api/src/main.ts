/** Starts the sample API and, by default, the local identity provider. */
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import type { INestApplication } from '@nestjs/common';
import { startIdentityProvider, type IdentityProvider } from '@portcullis/identity-provider';
import { readEnvironment, type Environment } from './configuration/environment.js';
import { IssuerSecrets } from './configuration/issuer-secrets.js';
import { API_AUDIENCE, settingsFrom, type SampleSettings } from './configuration/settings.js';
import { createApp } from './create-app.js';
import { banner } from './demo/banner.js';
import { DemoUsers } from './demo/demo-users.js';
import { shutDown } from './lifecycle/shut-down.js';
import { Page } from './page/page.js';
import { explainStartFailure, ListenError } from './start-failure.js';

async function main(): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const environment = readEnvironment(process.env);
  const provider = await startProvider(environment);
  const settings = settingsFrom(environment, provider);
  const app = await createApp(settings, { adapter: environment.HTTP_ADAPTER });
  try {
    await app.init(); // starts fetching the provider's keys, before the API listens
    const { DEMO_USERS, DEMO_PASSWORD } = environment;
    const users = DEMO_USERS === 'on' ? await app.get(DemoUsers).make(DEMO_PASSWORD) : [];
    await listen(app, environment);
    await provider?.setRedirectUris(callbacksAt(await app.getUrl()));
    endWithSignals(app, settings, provider);
    const { file: secretsFile } = app.get(IssuerSecrets);
    const { isBuilt: isPageBuilt } = app.get(Page);
    console.log(banner(await app.getUrl(), users, { settings, secretsFile, isPageBuilt }));
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Starts the local provider unless it is off or OIDC_ISSUER names another. */
async function startProvider(environment: Environment): Promise<IdentityProvider | undefined> {
  const { IDENTITY_PROVIDER, IDENTITY_PROVIDER_PORT: port, OIDC_ISSUER } = environment;
  if (IDENTITY_PROVIDER === 'off' || OIDC_ISSUER !== undefined) return undefined;
  try {
    return await startIdentityProvider({
      port,
      clientId: environment.OIDC_CLIENT_ID,
      apiAudience: API_AUDIENCE,
    });
  } catch (error) {
    const variables = { port: 'IDENTITY_PROVIDER_PORT' } as const;
    throw new ListenError('the identity provider', variables, `127.0.0.1:${port}`, error);
  }
}

/** Redirect URIs of this API, for both loopback names. */
function callbacksAt(address: string): readonly string[] {
  const { port } = new URL(address);
  return ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}/auth/callback`);
}

async function listen(app: INestApplication, { PORT, HOST }: Environment): Promise<void> {
  try {
    await app.listen(PORT, HOST);
  } catch (error) {
    const variables = { port: 'PORT', host: 'HOST' } as const;
    throw new ListenError('the sample API', variables, `${HOST}:${PORT}`, error);
  }
}

/** Shuts down on a signal. A second signal ends the process immediately. */
function endWithSignals(
  app: INestApplication,
  settings: SampleSettings,
  provider?: IdentityProvider,
) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void shutDown(app, settings.shutdownDelayMs)
        .then(() => provider?.stop()) // last, since running sign-ins need it
        .finally(() => process.kill(process.pid, signal));
    });
  }
}

try {
  await main();
} catch (error) {
  const explanation = explainStartFailure(error);
  console.error(
    explanation === undefined
      ? error
      : `The Portcullis sample API failed to start.\n${explanation}`,
  );
  process.exit(1);
}
