/** Signs users in with an ID token of the identity provider. */
import {
  BadRequestException,
  Inject,
  Injectable,
  NotFoundException,
  ConflictException,
  type OnModuleDestroy,
} from '@nestjs/common';
import { AccountError, Accounts, type User } from '@portcullis/accounts';
import { createVerifier, type Claims, type TokenVerifier } from '@portcullis/nest';
import { SETTINGS } from '../configuration/settings.token.js';
import type { SampleSettings } from '../configuration/settings.js';
import { idTokenIssuer } from '../configuration/trusted-issuers.js';
import { callStore } from '../call-store.js';

/** Claims about the user in an ID token (OpenID Connect Core §5.1). */
interface Profile {
  readonly email?: unknown;
  readonly email_verified?: unknown;
  readonly name?: unknown;
}

/** The role of a new user. Roles are assigned here, never by the provider. */
const FIRST_ROLE = 'viewer';

/** Verifies ID tokens with a separate verifier, so that an ID token is never accepted as an access token. */
@Injectable()
export class GoogleSignIn implements OnModuleDestroy {
  readonly #verifier: TokenVerifier<Profile> | undefined;

  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(SETTINGS) { provider }: SampleSettings,
  ) {
    this.#verifier =
      provider === undefined ? undefined : createVerifier<Profile>(idTokenIssuer(provider));
  }

  /**
   * Returns the user of an ID token; creates the account at the first sign-in.
   *
   * @throws PortcullisError when the token is invalid or the provider's keys are unavailable; HttpException when no
   *   provider is configured or the account cannot be used; StoreUnavailableError
   */
  async signIn(idToken: string): Promise<User> {
    if (!this.#verifier) throw new NotFoundException('no identity provider is configured');
    const { claims, issuer } = await this.#verifier.verify(idToken);
    try {
      return await callStore(
        'the accounts',
        () => this.accounts.findOrCreateFederated({ issuer, ...identityOf(claims) }),
        (error) => error instanceof AccountError,
      );
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      throw error.code === 'ERR_ACCOUNT_EMAIL_TAKEN'
        ? new ConflictException(
            'an account with this e-mail already exists: sign in with its password',
          )
        : new BadRequestException(
            'the ID token has no verified e-mail, or its e-mail or name is invalid',
          );
    }
  }

  onModuleDestroy(): void {
    this.#verifier?.close();
  }
}

function identityOf({ sub = '', email, email_verified, name }: Claims & Profile) {
  const address = typeof email === 'string' ? email : '';
  return {
    subject: sub,
    email: address,
    emailVerified: email_verified === true,
    name: typeof name === 'string' && name !== '' ? name : address,
    role: FIRST_ROLE,
  };
}
