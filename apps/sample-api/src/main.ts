/** Starts the sample API and, unless told not to, the identity provider beside it. */
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
    await app.init(); // starts asking for the provider's keys, which are there by the time of listening
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

/** A provider of one's own is not doubled by one of ours. */
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

/** The provider answers to this very API, by either name of this machine. */
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

/** A second signal does not wait. */
function endWithSignals(
  app: INestApplication,
  settings: SampleSettings,
  provider?: IdentityProvider,
) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void shutDown(app, settings.shutdownDelayMs)
        .then(() => provider?.stop()) // a sign-in that was under way needed it
        .finally(() => process.kill(process.pid, signal));
    });
  }
}

try {
  await main();
} catch (error) {
  const explanation = explainStartFailure(error);
  console.error(
    explanation === undefined ? error : `Portcullis sample API does not start.\n${explanation}`,
  );
  process.exit(1);
}
