import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, type AuthenticatedUser } from '@portcullis/nest';

/** Profile of the signed-in user. */
export interface Profile {
  readonly id: string | undefined;
  readonly issuer: string;
  readonly roles: readonly string[];
  readonly name: unknown;
}

/** Returns the profile of the signed-in user. */
@ApiTags('users')
@ApiBearerAuth()
@Controller()
export class UsersController {
  @Get('profile')
  @ApiOperation({ summary: 'Your profile; requires any signed-in user' })
  profile(@CurrentUser() { id, issuer, roles, claims }: AuthenticatedUser): Profile {
    return { id, issuer, roles, name: claims['name'] };
  }
}
