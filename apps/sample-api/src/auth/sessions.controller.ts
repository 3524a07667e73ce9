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

/** A session as its user sees it; times in ISO 8601. */
export interface OwnSession {
  readonly id: string;
  readonly device: string | undefined;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
  /** Whether the request was made in it. */
  readonly is_current: boolean;
}

/**
 * A refresh token that scripts can read, for an access token: it lasts for minutes, there is one at a time, and it gets no
 * other. Else whoever has got hold of an access token would have a session for months.
 */
const DEMONSTRATION = 'stolen-token demonstration';

/** The sessions of the signed-in user. */
@ApiTags('auth')
@ApiBearerAuth()
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(SETTINGS) private readonly settings: SampleSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Where you are signed in, the session that was used last first' })
  async list(@CurrentUser() user: AuthenticatedUser): Promise<readonly OwnSession[]> {
    const sessions = await this.issuer.sessions.list(this.#subjectOf(user));
    return sessions.map((session) => ownSession(session, user.claims['sid']));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out one of your sessions, with its access tokens' })
  async end(@CurrentUser() user: AuthenticatedUser, @Param('id') id: string): Promise<void> {
    const isEnded = await this.issuer.sessions.end(this.#subjectOf(user), id);
    if (!isEnded) throw new NotFoundException('no such session of yours');
  }

  @RateLimit('refresh')
  @Post('demonstration')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Another session of yours, to see what becomes of a stolen refresh token',
  })
  async demonstrate(@CurrentUser() user: AuthenticatedUser): Promise<TokenResponse> {
    const subject = this.#subjectOf(user);
    const { sid, iat = 0 } = user.claims;
    const sessions = await this.issuer.sessions.list(subject);
    const own = sessions.find(({ id }) => id === sid);
    if (!own || own.label === DEMONSTRATION) {
      throw new ForbiddenException('only a session that goes on, and is no demonstration');
    }
    for (const { id, label } of sessions) {
      if (label === DEMONSTRATION) await this.issuer.sessions.end(subject, id);
    }
    return this.issuer.signIn(subject, {
      label: DEMONSTRATION,
      absoluteTimeout: '5m',
      checkedAt: iat * 1000, // the access token is what it signs in with
    });
  }

  /** A subject is one of its issuer: another issuer's user of the same name is somebody else. */
  #subjectOf({ id, issuer }: AuthenticatedUser): string {
    if (issuer === this.settings.issuer && id !== undefined) return id;
    throw new ForbiddenException('only who signed in here has sessions here');
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
