import {
  Controller,
  Delete,
  ForbiddenException,
  Get,
  Header,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, type AuthenticatedUser } from '@portcullis/nest';
import { TokenIssuer, type SessionView, type TokenResponse } from '@portcullis/nest/issuer';
import { SETTINGS } from '../configuration/settings.token.js';
import type { SampleSettings } from '../configuration/settings.js';
import { RateLimit } from '../rate-limits/rate-limit.js';

/** A session of the user. Times are in ISO 8601. */
export interface OwnSession {
  readonly id: string;
  readonly device: string | undefined;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
  /** True for the session of this request. */
  readonly is_current: boolean;
}

/**
 * Name of a session for the demonstration. Scripts can read its refresh token, and an access token is enough to start it.
 * So it lasts five minutes, replaces an earlier one, and cannot start another. Otherwise a stolen access token would
 * become a session of months.
 */
const DEMONSTRATION = 'stolen-token demonstration';

/** Sessions of the signed-in user. */
@ApiTags('auth')
@ApiBearerAuth()
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(SETTINGS) private readonly settings: SampleSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Your sessions, most recently used first' })
  async list(@CurrentUser() user: AuthenticatedUser): Promise<readonly OwnSession[]> {
    const sessions = await this.issuer.sessions.list(this.#subjectOf(user));
    return sessions.map((session) => ownSession(session, user.claims['sid']));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End one of your sessions and revoke its access tokens' })
  async end(@CurrentUser() user: AuthenticatedUser, @Param('id') id: string): Promise<void> {
    const isEnded = await this.issuer.sessions.end(this.#subjectOf(user), id);
    if (!isEnded) throw new NotFoundException('session not found');
  }

  @RateLimit('refresh')
  @Post('demonstration')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Start a short session that demonstrates what happens to a stolen refresh token',
  })
  async demonstrate(@CurrentUser() user: AuthenticatedUser): Promise<TokenResponse> {
    const subject = this.#subjectOf(user);
    const { sid, iat = 0 } = user.claims;
    const sessions = await this.issuer.sessions.list(subject);
    const own = sessions.find(({ id }) => id === sid);
    if (!own || own.label === DEMONSTRATION) {
      throw new ForbiddenException('an active session that is not a demonstration is required');
    }
    for (const { id, label } of sessions) {
      if (label === DEMONSTRATION) await this.issuer.sessions.end(subject, id);
    }
    return this.issuer.signIn(subject, {
      label: DEMONSTRATION,
      absoluteTimeout: '5m',
      checkedAt: iat * 1000, // the access token is the credential of this sign-in
    });
  }

  /** Returns the subject. The same `sub` of another issuer is a different user. */
  #subjectOf({ id, issuer }: AuthenticatedUser): string {
    if (issuer === this.settings.issuer && id !== undefined) return id;
    throw new ForbiddenException('only users who signed in to this API have sessions');
  }
}

function ownSession(session: SessionView, current: unknown): OwnSession {
  const { id, label, createdAt, lastUsedAt, expiresAt } = session;
  return {
    id,
    device: label,
    created_at: new Date(createdAt).toISOString(),
    last_used_at: new Date(lastUsedAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
    is_current: id === current,
  };
}
