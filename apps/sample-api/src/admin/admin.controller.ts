import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountError, Accounts, type User } from '@portcullis/accounts';
import { AcceptIssuers, Roles, routesOf, type AuditedHandler } from '@portcullis/nest';
import { TokenIssuer } from '@portcullis/nest/issuer';
import { z } from 'zod';
import { inReach } from '../in-reach.js';
import { jsonBody } from '../json-body.js';

const RoleBody = jsonBody({ role: z.string().min(1).max(64) });
type RoleBody = z.infer<typeof RoleBody>;

/** What operators do. */
@Roles('admin')
@AcceptIssuers('sample', 'internal') // who is an admin is ours to say, not the identity provider's
@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin')
export class AdminController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(ModuleRef) private readonly providers: ModuleRef,
  ) {}

  @Get('users')
  @ApiOperation({ summary: 'All users' })
  users(): Promise<readonly User[]> {
    return inReach('the accounts', () => this.accounts.list());
  }

  @Post('users/:id/role')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a user another role, which the next refresh of each session has' })
  @ApiBody({ schema: { example: { role: 'viewer' } } })
  async giveRole(
    @Param('id') id: string,
    @Body({ schema: RoleBody }) { role }: RoleBody,
  ): Promise<User> {
    const user = await inReach(
      'the accounts',
      () => this.accounts.setRole(id, role),
      isInvalid,
    ).catch((error: unknown) => {
      throw isInvalid(error) ? new BadRequestException(error.message) : error;
    });
    return user ?? nobody();
  }

  @Post('users/:id/revoke')
  @HttpCode(200)
  @ApiOperation({ summary: "End all of a user's sessions and access tokens at once" })
  async revoke(@Param('id') id: string): Promise<{ readonly sessions_ended: number }> {
    const user = (await inReach('the accounts', () => this.accounts.findById(id))) ?? nobody();
    return { sessions_ended: await this.issuer.revokeSubject(user.id) };
  }

  @Get('routes')
  @ApiOperation({ summary: 'Every route of the application with its effective policy' })
  routes(): { readonly routes: readonly AuditedHandler[] } {
    return { routes: routesOf(this.providers) };
  }
}

function isInvalid(error: unknown): error is AccountError {
  return error instanceof AccountError;
}

function nobody(): never {
  throw new NotFoundException('no such user');
}
