import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '@portcullis/nest';
import { SETTINGS } from '../configuration/settings.token.js';
import type { SampleSettings } from '../configuration/settings.js';
import { isGoogle } from '../configuration/trusted-issuers.js';
import { DemoUsers } from '../demo/demo-users.js';

/** The available ways to sign in. */
export interface SignInOptions {
  /** `iss` and `aud` of the access tokens. */
  readonly issuer: string;
  readonly audience: string;
  readonly identity_provider: { readonly name: string; readonly issuer: string } | null;
  /** Without passwords: the API prints them at the start. */
  readonly demo_users: readonly { readonly email: string; readonly role: string }[];
}

/** What a page needs before the user signs in. */
@Public()
@ApiTags('auth')
@Controller('auth/options')
export class OptionsController {
  constructor(
    @Inject(SETTINGS) private readonly settings: SampleSettings,
    @Inject(DemoUsers) private readonly demoUsers: DemoUsers,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The available ways to sign in' })
  options(): SignInOptions {
    const { issuer, audience, provider } = this.settings;
    return {
      issuer,
      audience,
      identity_provider:
        provider === undefined
          ? null
          : {
              name: isGoogle(provider) ? 'Google' : 'Demo identity provider',
              issuer: provider.issuer,
            },
      demo_users: this.demoUsers.list,
    };
  }
}
