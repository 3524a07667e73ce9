import { ConflictException, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptIssuers, Roles } from '@portcullis/nest';
import { TokenIssuer, type KeyTimes } from '@portcullis/nest/issuer';
import { SETTINGS } from '../configuration/settings.token.js';
import type { SampleSettings } from '../configuration/settings.js';

/** A signing key and its times, in ISO 8601. */
export interface RingKey extends Pick<KeyTimes, 'kid' | 'alg' | 'state'> {
  readonly created_at: string;
  /** Since when it signs; for a staged key from when on, unless somebody rotates before. */
  readonly signs_from: string;
  /** Null for a staged key. */
  readonly signs_until: string | null;
  /** When a retired key leaves the JWKS; null for the others. */
  readonly leaves_at: string | null;
}

/** The signing keys. */
export interface Ring {
  /** The API's own time, for a page whose clock is wrong. */
  readonly now: string;
  readonly keys: readonly RingKey[];
  /** For how long verifiers may keep the JWKS, in seconds. */
  readonly jwks_max_age: number;
}

/** What a rotation of the signing keys came to. */
export interface KeyRotation {
  /** The key that signs from `signs_at` on. */
  readonly kid: string;
  /** ISO 8601. */
  readonly signs_at: string;
}

/** The signing keys, for operators. */
@Roles('admin')
@AcceptIssuers('sample', 'internal') // who is an admin is ours to say, not the identity provider's
@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/keys')
export class KeysController {
  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(SETTINGS) private readonly settings: SampleSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The signing keys: staged, active and retired, with their times' })
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
  @ApiOperation({ summary: 'Sign with the next key as soon as every verifier can have it' })
  async rotate(): Promise<KeyRotation> {
    if (this.settings.algorithm === 'HS256') {
      throw new ConflictException('HS256 signs with JWT_SECRET: start with another one');
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
