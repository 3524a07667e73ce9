import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import { providerConfiguration, type ProviderState } from './configuration.js';
import { sendJson } from './http.js';
import { loadOidcProvider } from './load-oidc-provider.js';
import { createMemoryAdapter } from './memory-adapter.js';
import { resolveOptions, type IdentityProviderOptions, type ResolvedOptions } from './options.js';
import { handleRotate } from './rotate-route.js';
import { handleSignIn } from './sign-in-route.js';
import { generateSigningKey, type SigningKeys } from './signing-keys.js';

/** A running OpenID Provider on loopback. */
export interface IdentityProvider {
  /** Issuer identifier and address: `http://127.0.0.1:<port>`. Discovery is at `/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly port: number;
  readonly clientId: string;
  readonly redirectUris: readonly string[];
  /** `aud` of its access tokens. */
  readonly apiAudience: string;
  /** `jwks_uri` of its discovery document. */
  readonly jwksUri: string;
  /** Starts signing with a new key. The old keys stay in the JWKS. Returns the new `kid`. */
  rotateKeys(): Promise<string>;
  /**
   * Replaces the allowed redirect URIs, for an application that knows its port only after it listens. Sessions are kept.
   *
   * @throws {TypeError} when the list is empty or contains an invalid URL
   */
  setRedirectUris(redirectUris: readonly string[]): Promise<void>;
  /** Returns the private keys, to start another provider with (option `keys`). Handle them as secrets. */
  exportKeys(): SigningKeys;
  /** Stops listening and closes open connections. A second call does nothing. */
  stop(): Promise<void>;
  /** Listens again after `stop()`, with the same port, issuer, keys and sessions. */
  restart(): Promise<void>;
}

/**
 * Starts a local OpenID Provider, for development and tests in place of a real one such as Google.
 *
 * @throws {TypeError} for an invalid option
 * @throws {Error} with the system's code (`EADDRINUSE`, …) when it cannot listen
 */
export async function startIdentityProvider(
  options: IdentityProviderOptions = {},
): Promise<IdentityProvider> {
  const resolved = resolveOptions(options);
  const keys = resolved.keys ?? { keys: [await generateSigningKey()] as const };
  const running = new RunningProvider(resolved, keys);
  await running.start();
  return running;
}

class RunningProvider implements IdentityProvider {
  readonly clientId: string;
  readonly apiAudience: string;
  #port: number;
  #keys: SigningKeys;
  #provider: Provider | undefined;
  #server: Server | undefined;
  #rebuilding: Promise<unknown> = Promise.resolve();
  #options: ResolvedOptions;
  readonly #state: ProviderState = {
    adapter: createMemoryAdapter(),
    cookieKeys: [randomBytes(32).toString('base64url')],
  };

  constructor(options: ResolvedOptions, keys: SigningKeys) {
    this.#options = options;
    this.#keys = keys;
    this.#port = options.port;
    this.clientId = options.clientId;
    this.apiAudience = options.apiAudience;
  }

  get redirectUris(): readonly string[] {
    return this.#options.redirectUris;
  }

  get port(): number {
    return this.#port;
  }

  get issuer(): string {
    const { host } = this.#options;
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.#port}`;
  }

  get jwksUri(): string {
    return `${this.issuer}/jwks`;
  }

  exportKeys(): SigningKeys {
    return structuredClone(this.#keys);
  }

  /** Builds the provider after it listens: the issuer contains the port. */
  async start(): Promise<void> {
    this.#server = await listen(this.#handle, this.#options.host, this.#port);
    this.#port = (this.#server.address() as AddressInfo).port;
    try {
      this.#provider ??= await this.#build();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async restart(): Promise<void> {
    if (this.#server)
      throw new Error('the provider is still running: call stop() before restart()');
    await this.start();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise<void>((done) => server.close(() => done()));
    server.closeAllConnections();
    await closed;
  }

  rotateKeys(): Promise<string> {
    return this.#oneByOne(() => this.#rotate());
  }

  setRedirectUris(redirectUris: readonly string[]): Promise<void> {
    return this.#oneByOne(async () => {
      this.#options = resolveOptions({ ...this.#options, redirectUris });
      this.#provider = await this.#build();
    });
  }

  /** Runs changes one at a time, so that concurrent changes do not overwrite each other. */
  #oneByOne<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#rebuilding.then(change);
    this.#rebuilding = changed.catch(() => undefined);
    return changed;
  }

  /**
   * oidc-provider reads its keys only when it is built. So a second instance, with the new key first, takes over and
   * shares the sessions, codes and cookie keys of the first. Running requests finish in the first instance, whose key
   * stays published.
   */
  async #rotate(): Promise<string> {
    const key = await generateSigningKey();
    this.#keys = { keys: [key, ...this.#keys.keys] };
    this.#provider = await this.#build();
    return key.kid;
  }

  async #build(): Promise<Provider> {
    const module = await loadOidcProvider();
    const configuration = providerConfiguration(module, this.#options, this.#keys, this.#state);
    const provider = new module.Provider(this.issuer, configuration);
    provider.on('server_error', (_ctx, error) => this.#options.onError(error));
    const application: EventEmitter = provider; // Koa prints its own errors unless somebody listens
    application.on('error', this.#options.onError);
    return provider;
  }

  readonly #handle: RequestListener = (request, response) => {
    // After a restart, a client with a connection pool would send its first request on a dead connection.
    response.shouldKeepAlive = false;
    void this.#route(request, response).catch((error: unknown) => {
      this.#options.onError(error instanceof Error ? error : new Error(String(error)));
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: 'server_error' });
    });
  };

  async #route(...[request, response]: Parameters<RequestListener>): Promise<void> {
    const path = request.url?.split('?')[0] ?? '/';
    const provider = this.#provider;
    const { adminToken } = this.#options;
    if (!provider) {
      sendJson(response, 503, { error: 'temporarily_unavailable' }, { 'retry-after': '1' });
    } else if (request.headers.host !== new URL(this.issuer).host) {
      // Another host name for this address: DNS rebinding, or `localhost` for 127.0.0.1.
      sendJson(response, 421, { error: 'misdirected_request', issuer: this.issuer });
    } else if (path.startsWith('/interaction/')) {
      await handleSignIn(provider, this.#options.accounts, request, response);
    } else if (path === '/rotate-keys' && adminToken !== undefined) {
      await handleRotate(adminToken, () => this.rotateKeys(), request, response);
    } else {
      await provider.callback()(request, response);
    }
  }
}

async function listen(handler: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      done();
    });
  });
  return server;
}
