/** Starts the sample API and, unless told not to, the identity provider beside it. */
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { loadEnvFile } from 'node:process';
import type { INestApplication } from '@nestjs/common';
import { Accounts } from '@portcullis/accounts';
import { startIdentityProvider, type IdentityProvider } from '@portcullis/identity-provider';
import { readEnvironment, type Environment } from './configuration/environment.js';
import { IssuerSecrets } from './configuration/issuer-secrets.js';
import { API_AUDIENCE, settingsFrom } from './configuration/settings.js';
import { createApp } from './create-app.js';
import { banner } from './demo/banner.js';
import { seedDemoUsers } from './demo/demo-users.js';
import { explainStartFailure, ListenError } from './start-failure.js';

/** How long requests that are under way may take to end once the process is told to. */
const GRACE_MS = 2000;

async function main(): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const environment = readEnvironment(process.env);
  const provider = await startProvider(environment);
  const settings = settingsFrom(environment, provider);
  const app = await createApp(settings, { adapter: environment.HTTP_ADAPTER });
  try {
    await app.init(); // starts asking for the provider's keys, which are there by the time of listening
    const users = await seedDemoUsers(app.get(Accounts), environment.DEMO_PASSWORD);
    await listen(app, environment);
    endWithSignals(app, provider);
    const { file: secretsFile } = app.get(IssuerSecrets);
    console.log(banner(await app.getUrl(), users, { settings, secretsFile }));
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

async function listen(app: INestApplication, { PORT, HOST }: Environment): Promise<void> {
  try {
    await app.listen(PORT, HOST);
  } catch (error) {
    const variables = { port: 'PORT', host: 'HOST' } as const;
    throw new ListenError('the sample API', variables, `${HOST}:${PORT}`, error);
  }
}

/** Nest closes the API; here the provider ends, and connections that would keep the API waiting. */
function endWithSignals(app: INestApplication, provider: IdentityProvider | undefined): void {
  const server = app.getHttpServer() as Server;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void provider?.stop();
      setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
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
