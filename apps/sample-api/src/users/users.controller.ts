import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Accounts, type User } from '@portcullis/accounts';
import { CurrentUser, Roles, type AuthenticatedUser } from '@portcullis/nest';

/** What a signed-in user is told of themselves. */
export interface Profile {
  readonly id: string | undefined;
  readonly issuer: string;
  readonly roles: readonly string[];
  readonly name: unknown;
}

/** The signed-in user, and for admins all users. */
@ApiTags('users')
@ApiBearerAuth()
@Controller()
export class UsersController {
  constructor(@Inject(Accounts) private readonly accounts: Accounts) {}

  @Get('profile')
  @ApiOperation({ summary: 'Who you are, for any signed-in user' })
  profile(@CurrentUser() { id, issuer, roles, claims }: AuthenticatedUser): Profile {
    return { id, issuer, roles, name: claims['name'] };
  }

  @Roles('admin')
  @Get('admin/users')
  @ApiOperation({ summary: 'All users, for admins' })
  users(): Promise<readonly User[]> {
    return this.accounts.list();
  }
}
