/** Signing in with the identity provider: its ID token in, a user of ours out. */
import {
  BadRequestException,
  Inject,
  Injectable,
  NotFoundException,
  ConflictException,
  type OnModuleDestroy,
} from '@nestjs/common';
import { AccountError, Accounts, type User } from '@portcullis/accounts';
import { createVerifier, type Claims, type TokenVerifier } from '@portcullis/core';
import { SETTINGS } from '../configuration/settings.token.js';
import type { SampleSettings } from '../configuration/settings.js';
import { idTokenIssuer } from '../configuration/trusted-issuers.js';
import { inReach } from '../in-reach.js';

/** What an ID token says of a person (OpenID Connect Core §5.1). */
interface Profile {
  readonly email?: unknown;
  readonly email_verified?: unknown;
  readonly name?: unknown;
}

/** Everyone starts as a viewer: a role is ours to give, not the provider's. */
const FIRST_ROLE = 'viewer';

/** Verifies ID tokens with a verifier of its own, so that none is ever taken for an access token. */
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
   * The user whom an ID token is about, added at the first visit.
   *
   * @throws PortcullisError when the token is bad or the provider's keys are out of reach; HttpException when
   *   there is no provider, or the account can't be used; StoreUnavailableError
   */
  async signIn(idToken: string): Promise<User> {
    if (!this.#verifier) throw new NotFoundException('no identity provider is configured');
    const { claims, issuer } = await this.#verifier.verify(idToken);
    try {
      return await inReach(
        'the accounts',
        () => this.accounts.findOrCreateFederated({ issuer, ...identityOf(claims) }),
        (error) => error instanceof AccountError,
      );
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      throw error.code === 'ERR_ACCOUNT_EMAIL_TAKEN'
        ? new ConflictException('an account with this e-mail exists; sign in with its password')
        : new BadRequestException('the identity provider gives no verified e-mail and name');
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
