/** The authorization code flow with the identity provider (OpenID Connect Core §3.1), using openid-client. */
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import * as client from 'openid-client';
import { SETTINGS } from '../configuration/settings.token.js';
import { type ProviderSettings, type SampleSettings } from '../configuration/settings.js';
import { isLoopback } from '../configuration/internal-issuer.js';

/** State between the two requests of a flow. Secret: it contains the PKCE verifier. */
export interface Flow {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

const TIMEOUT_SECONDS = 5;

/** Sends browsers to the provider, and exchanges their codes for ID tokens. */
@Injectable()
export class ProviderFlow {
  readonly #provider: ProviderSettings | undefined;
  #configuration: Promise<client.Configuration> | undefined;

  constructor(@Inject(SETTINGS) { provider }: SampleSettings) {
    this.#provider = provider;
  }

  /**
   * Starts a flow with PKCE (RFC 7636), `state` against forged responses, and `nonce` against injected ID tokens.
   *
   * @param redirectUri where the provider sends the browser back to
   * @throws NotFoundException when no provider is configured; errors of openid-client when it is unavailable
   */
  async begin(redirectUri: string): Promise<{ readonly url: URL; readonly flow: Flow }> {
    const configuration = await this.#discovered();
    const flow: Flow = {
      redirectUri,
      state: client.randomState(),
      nonce: client.randomNonce(),
      codeVerifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      code_challenge: await client.calculatePKCECodeChallenge(flow.codeVerifier),
      code_challenge_method: 'S256',
      state: flow.state,
      nonce: flow.nonce,
    });
    return { url, flow };
  }

  /**
   * Exchanges the provider's response for an ID token. Checks `state` and, if present, `iss` (RFC 9207) before it contacts
   * the provider, then the `nonce` of the ID token.
   *
   * @param query - query of the request to the redirect URI, unchanged
   * @returns the ID token; its signature is not verified yet
   * @throws errors of openid-client when the response does not belong to this flow
   */
  async finish({ redirectUri, state, nonce, codeVerifier }: Flow, query: string): Promise<string> {
    const configuration = await this.#discovered();
    const answer = new URL(redirectUri);
    answer.search = query;
    const tokens = await client.authorizationCodeGrant(configuration, answer, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    return tokens.id_token ?? '';
  }

  /** Discovers the provider at the first use, so that the API starts without it. A failure is retried. */
  #discovered(): Promise<client.Configuration> {
    if (!this.#provider) throw new NotFoundException('no identity provider is configured');
    this.#configuration ??= discover(this.#provider).catch((error: unknown) => {
      this.#configuration = undefined;
      throw error;
    });
    return this.#configuration;
  }
}

function discover({
  issuer,
  clientId,
  clientSecret,
}: ProviderSettings): Promise<client.Configuration> {
  const server = new URL(issuer);
  const isInsecure = server.protocol === 'http:' && isLoopback(server.host);
  const authentication = clientSecret === undefined ? client.None() : undefined;
  return client.discovery(server, clientId, clientSecret, authentication, {
    timeout: TIMEOUT_SECONDS,
    execute: isInsecure ? [client.allowInsecureRequests] : [],
  });
}
