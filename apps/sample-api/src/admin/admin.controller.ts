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
import { callStore } from '../call-store.js';
import { jsonBody } from '../json-body.js';

const RoleBody = jsonBody({ role: z.string().min(1).max(64) });
type RoleBody = z.infer<typeof RoleBody>;

/** Administration of users, and the audit of all routes. */
@Roles('admin')
@AcceptIssuers('sample', 'internal') // the identity provider must not decide who is an admin here
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
    return callStore('the accounts', () => this.accounts.list());
  }

  @Post('users/:id/role')
  @HttpCode(200)
  @ApiOperation({ summary: "Change a user's role; it takes effect with the next access token" })
  @ApiBody({ schema: { example: { role: 'viewer' } } })
  async giveRole(
    @Param('id') id: string,
    @Body({ schema: RoleBody }) { role }: RoleBody,
  ): Promise<User> {
    const user = await callStore(
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
  @ApiOperation({ summary: 'Revoke all sessions and access tokens of a user' })
  async revoke(@Param('id') id: string): Promise<{ readonly sessions_ended: number }> {
    const user = (await callStore('the accounts', () => this.accounts.findById(id))) ?? nobody();
    return { sessions_ended: await this.issuer.revokeSubject(user.id) };
  }

  @Get('routes')
  @ApiOperation({ summary: 'All routes with their effective access rules' })
  routes(): { readonly routes: readonly AuditedHandler[] } {
    return { routes: routesOf(this.providers) };
  }
}

function isInvalid(error: unknown): error is AccountError {
  return error instanceof AccountError;
}

function nobody(): never {
  throw new NotFoundException('user not found');
}
