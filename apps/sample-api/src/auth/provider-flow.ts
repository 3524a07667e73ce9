/** The authorization code flow with the identity provider (OpenID Connect Core §3.1), by openid-client. */
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import * as client from 'openid-client';
import { SETTINGS } from '../configuration/settings.token.js';
import { type ProviderSettings, type SampleSettings } from '../configuration/settings.js';
import { isLoopback } from '../configuration/internal-issuer.js';

/** What one flow has to remember until the provider answers. Secret: it holds the PKCE verifier. */
export interface Flow {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

const TIMEOUT_SECONDS = 5;

/** Sends browsers to the provider, and takes their codes for ID tokens. */
@Injectable()
export class ProviderFlow {
  readonly #provider: ProviderSettings | undefined;
  #configuration: Promise<client.Configuration> | undefined;

  constructor(@Inject(SETTINGS) { provider }: SampleSettings) {
    this.#provider = provider;
  }

  /**
   * Begins a flow: with PKCE (RFC 7636), `state` against forged answers, and `nonce` against injected ID tokens.
   *
   * @param redirectUri where the provider sends the browser back to
   * @throws NotFoundException where there is no provider; what openid-client throws when it is out of reach
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
   * Takes the provider's answer. `state` and, where the provider sends one, `iss` (RFC 9207) are checked before anything
   * is sent to it, then `nonce` in what it gives.
   *
   * @param query of the request to the redirect URI, as it came
   * @returns the ID token, whose signature is still to be verified
   * @throws what openid-client throws for an answer that is not this flow's
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

  /** Asked for when it is first needed, so that the API starts without its provider; a failure is tried again. */
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
