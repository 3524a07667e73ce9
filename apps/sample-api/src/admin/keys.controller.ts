import { ConflictException, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptIssuers, Roles } from '@portcullis/nest';
import { TokenIssuer, type KeyTimes } from '@portcullis/nest/issuer';
import { SETTINGS } from '../configuration/settings.token.js';
import type { SampleSettings } from '../configuration/settings.js';

/** A signing key. Times are in ISO 8601. */
export interface RingKey extends Pick<KeyTimes, 'kid' | 'alg' | 'state'> {
  readonly created_at: string;
  /** Start of signing. For a staged key, the planned start; a rotation can move it forward. */
  readonly signs_from: string;
  /** End of signing; null for a staged key. */
  readonly signs_until: string | null;
  /** When a retired key is removed from the JWKS; null for other keys. */
  readonly leaves_at: string | null;
}

/** All signing keys. */
export interface Ring {
  /** Current time of the API, for clients with a wrong clock. */
  readonly now: string;
  readonly keys: readonly RingKey[];
  /** How long verifiers may cache the JWKS, in seconds. */
  readonly jwks_max_age: number;
}

/** The result of a rotation. */
export interface KeyRotation {
  /** The key that signs from `signs_at`. */
  readonly kid: string;
  /** ISO 8601. */
  readonly signs_at: string;
}

/** The signing keys and their rotation, for admins. */
@Roles('admin')
@AcceptIssuers('sample', 'internal') // the identity provider must not decide who is an admin here
@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/keys')
export class KeysController {
  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(SETTINGS) private readonly settings: SampleSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Staged, active and retired signing keys with their times' })
  keys(): Ring {
    const { keyRing } = this.issuer;
    return {
      now: new Date().toISOString(),
      keys: keyRing.timeline().map(ringKey),
      jwks_max_age: keyRing.publication().maxAge,
    };
  }

  @Post('rotate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Rotate the signing keys as soon as every verifier can know the next one',
  })
  async rotate(): Promise<KeyRotation> {
    if (this.settings.algorithm === 'HS256') {
      throw new ConflictException(
        'HS256 signs with JWT_SECRET: to rotate, change JWT_SECRET and restart',
      );
    }
    const { kid, signsAt } = await this.issuer.keyRing.rotate();
    return { kid, signs_at: new Date(signsAt).toISOString() };
  }
}

function ringKey({ kid, alg, state, publishedAt, ...times }: KeyTimes): RingKey {
  return {
    kid,
    alg,
    state,
    created_at: new Date(publishedAt).toISOString(),
    signs_from: new Date(times.signsFrom).toISOString(),
    signs_until: isoOf(times.signsUntil),
    leaves_at: isoOf(times.leavesAt),
  };
}

function isoOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
