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
  /** Issuer identifier and address, `http://127.0.0.1:<port>`; discovery is under `/.well-known`. */
  readonly issuer: string;
  readonly port: number;
  readonly clientId: string;
  readonly redirectUris: readonly string[];
  /** `aud` of its access tokens. */
  readonly apiAudience: string;
  /** `jwks_uri` of its discovery document. */
  readonly jwksUri: string;
  /** Signs with a new key from now on; the former ones stay in the JWKS. Answers the new `kid`. */
  rotateKeys(): Promise<string>;
  /**
   * Sends codes to these addresses from now on, and to no others: for an application that knows its own only once it
   * listens. Sessions go on.
   *
   * @throws {TypeError} for what is no list of URLs
   */
  setRedirectUris(redirectUris: readonly string[]): Promise<void>;
  /** The private keys, to start a later provider with (`keys`). Handle as secrets. */
  exportKeys(): SigningKeys;
  /** Stops listening and ends open connections; a second call does nothing. */
  stop(): Promise<void>;
  /** Listens on the same port again after `stop()`, with the same issuer, keys and sessions. */
  restart(): Promise<void>;
}

/**
 * Starts an OpenID Provider on loopback that stands in for a real one such as Google.
 *
 * @throws {TypeError} for a wrong option
 * @throws {Error} with the system's code (`EADDRINUSE`, …) when it can't listen
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

  /** The issuer holds the port, so the provider is built once the port is known. */
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
      throw new Error('restart() comes after stop(): the provider is still running');
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

  /** One change after the other, so that none is lost. */
  #oneByOne<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#rebuilding.then(change);
    this.#rebuilding = changed.catch(() => undefined);
    return changed;
  }

  /**
   * oidc-provider reads its keys once, when it is built: a second one, with the new key in front, takes
   * over the requests and shares the first one's sessions, codes and cookie keys. Requests that the first
   * one has begun are finished by it, with a key that is still published.
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
    const application: EventEmitter = provider; // Koa's own event, which prints when nobody listens
    application.on('error', this.#options.onError);
    return provider;
  }

  readonly #handle: RequestListener = (request, response) => {
    // A client that pools connections would send its first request after a restart into a dead one.
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
      // A name that leads here but isn't ours: DNS rebinding, or `localhost` for 127.0.0.1.
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
