import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountError, Accounts, type User } from '@portcullis/accounts';
import { Roles } from '@portcullis/nest';
import { TokenIssuer } from '@portcullis/nest/issuer';
import { z } from 'zod';
import { SETTINGS } from '../configuration/settings.token.js';
import type { SampleSettings } from '../configuration/settings.js';
import { inReach } from '../in-reach.js';
import { jsonBody } from '../json-body.js';

const RoleBody = jsonBody({ role: z.string().min(1).max(64) });
type RoleBody = z.infer<typeof RoleBody>;

/** What a rotation of the signing keys came to. */
export interface KeyRotation {
  /** The key that signs from `signs_at` on. */
  readonly kid: string;
  /** ISO 8601. */
  readonly signs_at: string;
}

/** What operators do. */
@Roles('admin')
@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin')
export class AdminController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(SETTINGS) private readonly settings: SampleSettings,
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

  @Post('keys/rotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign with the next key as soon as every verifier can have it' })
  async rotateKeys(): Promise<KeyRotation> {
    if (this.settings.algorithm === 'HS256') {
      throw new ConflictException('HS256 signs with JWT_SECRET: start with another one');
    }
    const { kid, signsAt } = await this.issuer.keyRing.rotate();
    return { kid, signs_at: new Date(signsAt).toISOString() };
  }
}

function isInvalid(error: unknown): error is AccountError {
  return error instanceof AccountError;
}

function nobody(): never {
  throw new NotFoundException('no such user');
}
