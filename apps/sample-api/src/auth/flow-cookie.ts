/** What a sign-in with the provider has to remember, in a cookie of the browser that began it. */
import { hkdfSync } from 'node:crypto';
import { CredentialError } from '@portcullis/core';
import type { HttpRequest } from '@portcullis/nest';
import { RefreshCookie, type CookieResponse } from '@portcullis/nest/issuer';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';
import type { Flow } from './provider-flow.js';

const FLOW = z.object({
  redirectUri: z.string(),
  state: z.string().min(1),
  nonce: z.string().min(1),
  codeVerifier: z.string().min(1),
});

/** How long a person may take to sign in there. */
const SECONDS = 600;
const PURPOSE = 'portcullis sample: sign-in with the identity provider';

/** How the cookie is made. */
export interface FlowCookieOptions {
  /** Sealing keys are derived from them: the first seals, the others still open. */
  readonly refreshKeys: readonly Uint8Array[];
  /** As of the refresh cookie: without `__Host-` and `Secure`, on http://localhost alone. */
  readonly isDevelopment: boolean;
  /** Milliseconds. Default `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Seals a flow (JWE, `dir` with A256GCM) so that neither the PKCE verifier is read on its way nor a flow is made up, and
 * so that any process of the API can finish what another began. A browser has one: the last that it began.
 */
export class FlowCookie {
  readonly #keys: readonly Uint8Array[];
  readonly #cookie: RefreshCookie;
  readonly #clock: () => number;

  constructor({ refreshKeys, isDevelopment, clock = Date.now }: FlowCookieOptions) {
    this.#keys = refreshKeys.map((key) => new Uint8Array(hkdfSync('sha256', key, '', PURPOSE, 32)));
    this.#cookie = new RefreshCookie({
      name: 'provider-flow',
      development: isDevelopment,
      maxAge: SECONDS,
    });
    this.#clock = clock;
  }

  /** Has the browser remember a flow, instead of one that it began before. */
  async set(response: CookieResponse, flow: Flow): Promise<void> {
    const [key = new Uint8Array()] = this.#keys;
    const sealed = await new EncryptJWT({ ...flow })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(Math.floor(this.#clock() / 1000) + SECONDS)
      .encrypt(key);
    this.#cookie.set(response, sealed);
  }

  /**
   * The flow of a request, which the browser is to forget: each is for one answer.
   *
   * @throws CredentialError where there is none, or one that is too old or not ours
   */
  async take(request: HttpRequest, response: CookieResponse): Promise<Flow> {
    this.#cookie.clear(response);
    const sealed = this.#cookie.read(request);
    for (const key of sealed === undefined ? [] : this.#keys) {
      const flow = await opened(sealed ?? '', key, this.#clock());
      if (flow) return flow;
    }
    throw new CredentialError('ERR_CREDENTIAL_MISSING', 'no sign-in that this browser began');
  }
}

async function opened(sealed: string, key: Uint8Array, now: number): Promise<Flow | undefined> {
  try {
    const { payload } = await jwtDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    });
    return FLOW.parse(payload);
  } catch {
    return undefined;
  }
}
