/** The sample API on a real HTTP server with a real database, and a client for it. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { readEnvironment } from '../../src/configuration/environment.js';
import { settingsFrom, type SampleSettings } from '../../src/configuration/settings.js';
import { createApp } from '../../src/create-app.js';
import type { LogTarget } from '../../src/log/log.js';
import { DemoUsers } from '../../src/demo/demo-users.js';
import { send, type Answer, type HeaderLine, type RequestSettings } from './http-client.js';
import type { Platform } from './platforms.js';
import { ownPlace } from './own-place.js';
import { RecordingLogger } from './recording-logger.js';

/** The secret of the internal issuer in these tests. */
export const SECRET = randomBytes(32).toString('base64url');
/** The password of the demo users in these tests. */
export const PASSWORD = 'correct horse battery staple';

/** High rate limits, since tests sign in often, and only Nest's log, which tests record. */
const QUIET = {
  LOGIN_RATE_LIMIT: '100000',
  REFRESH_RATE_LIMIT: '100000',
  PROVIDER_RATE_LIMIT: '100000',
  LOG_LEVEL: 'silent',
};

/** Settings of a request. */
export interface CallSettings extends RequestSettings {
  /** Sent as the bearer token. */
  readonly token?: string;
  /** Sent as a JSON body, by POST. */
  readonly json?: unknown;
  /** Sent as a form, by POST. */
  readonly form?: Readonly<Record<string, string>>;
}

/** A running sample API. */
export class Sample {
  /** Tokens sent to this sample, which it must not log. */
  readonly sent = new Set<string>();

  private constructor(
    readonly nest: INestApplication,
    readonly settings: SampleSettings,
    readonly log: RecordingLogger,
    private readonly leave: () => Promise<void>,
  ) {}

  /**
   * Starts the API and creates the demo users. Signs ES256 by default, since RSA keys take long to generate.
   *
   * @param variables - without DATA_DIR and DATABASE_URL, a private schema on the PostgreSQL of the tests is used
   * @param provider - the trusted identity provider, which may be stopped
   * @param page - folder of the built page; default: none
   * @param logTo - target of the whole log; default: Nest's log goes to {@link Sample.log}
   */
  static async start(
    platform: Platform,
    variables: NodeJS.ProcessEnv,
    provider?: { readonly issuer: string; readonly jwksUri: string },
    page = join(tmpdir(), 'portcullis-sample-without-a-page'),
    logTo?: LogTarget,
  ): Promise<Sample> {
    const place = isPlaced(variables) ? undefined : await ownPlace();
    const environment = readEnvironment({
      JWT_SECRET: SECRET,
      JWT_ALGORITHM: 'ES256',
      ...QUIET,
      ...place?.variables,
      ...variables,
    });
    const settings = settingsFrom(environment, provider);
    const log = new RecordingLogger();
    const logs = logTo === undefined ? { logger: log } : { logTo };
    const nest = await createApp(settings, { adapter: platform, page, ...logs });
    await nest.get(DemoUsers).make(PASSWORD);
    await nest.listen(0, '127.0.0.1');
    return new Sample(nest, settings, log, place?.remove ?? (async () => undefined));
  }

  get port(): number {
    return ((this.nest.getHttpServer() as Server).address() as AddressInfo).port;
  }

  /** The Origin header of a page of this API. */
  get origin(): HeaderLine {
    return ['Origin', `http://127.0.0.1:${this.port}`];
  }

  async close(): Promise<void> {
    await this.nest.close();
    await this.leave();
  }

  /** Sends a request; POST with `json` or `form`, otherwise GET by default. */
  call(path: string, { token, json, form, ...settings }: CallSettings = {}): Promise<Answer> {
    if (token !== undefined) this.sent.add(token);
    const headers: HeaderLine[] = [...(settings.headers ?? [])];
    if (token !== undefined) headers.push(['Authorization', `Bearer ${token}`]);
    if (json !== undefined) headers.push(['Content-Type', 'application/json']);
    if (form !== undefined) headers.push(['Content-Type', 'application/x-www-form-urlencoded']);
    const body =
      json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json);
    return send(this.port, path, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      ...settings,
      headers,
    });
  }

  /** Signs a demo user in and returns the access token. */
  async login(role: 'admin' | 'editor' | 'viewer'): Promise<string> {
    const answer = await this.call('/auth/login', {
      json: { email: `${role}@example.com`, password: PASSWORD },
    });
    return accessTokenOf(answer);
  }
}

function isPlaced({ DATA_DIR, DATABASE_URL }: NodeJS.ProcessEnv): boolean {
  return DATA_DIR !== undefined || DATABASE_URL !== undefined;
}

/** The access token of a token response. */
export function accessTokenOf(answer: Answer): string {
  const { access_token: token } = answer.json() as { readonly access_token?: unknown };
  if (typeof token === 'string') return token;
  throw new Error(`no access token in ${answer.body}`);
}
