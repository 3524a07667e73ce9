/** The payload of the cookie. */
import { hkdfSync } from 'node:crypto';
import { CredentialError } from '@portcullis/nest';
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

/** How long a user may take to sign in at the provider. */
const SECONDS = 600;
const PURPOSE = 'portcullis sample: sign-in with the identity provider';

/** Options of {@link FlowCookie}. */
export interface FlowCookieOptions {
  /** Encryption keys are derived from these. The first encrypts; all decrypt. */
  readonly refreshKeys: readonly Uint8Array[];
  /** Omits `__Host-` and `Secure`, for http://localhost only, as for the refresh cookie. */
  readonly isDevelopment: boolean;
  /** Milliseconds. Default `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Stores a flow in an encrypted cookie of the browser (JWE, `dir` with A256GCM), so that nobody can read the PKCE
 * verifier or forge a flow, and any process can finish the flow. A browser has one flow at a time: the last one started.
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

  /** Stores a flow in the browser, replacing an earlier one. */
  async set(response: CookieResponse, flow: Flow): Promise<void> {
    const [key = new Uint8Array()] = this.#keys;
    const sealed = await new EncryptJWT({ ...flow })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(Math.floor(this.#clock() / 1000) + SECONDS)
      .encrypt(key);
    this.#cookie.set(response, sealed);
  }

  /**
   * Returns the flow of a request and deletes its cookie, since a flow is for one callback only.
   *
   * @throws CredentialError when the cookie is missing, expired or not ours
   */
  async take(request: HttpRequest, response: CookieResponse): Promise<Flow> {
    this.#cookie.clear(response);
    const sealed = this.#cookie.read(request);
    for (const key of sealed === undefined ? [] : this.#keys) {
      const flow = await opened(sealed ?? '', key, this.#clock());
      if (flow) return flow;
    }
    throw new CredentialError('ERR_CREDENTIAL_MISSING', 'this browser has not started a sign-in');
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
