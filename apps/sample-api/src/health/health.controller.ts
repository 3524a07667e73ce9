import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { TokenVerifier, type IssuerHealth, Public } from '@portcullis/nest';
import { Readiness } from '../lifecycle/readiness.js';

/**
 * `degraded`: the API works, but tokens of an issuer whose keys are unavailable get 503. `ending` (with status 503): the
 * process is shutting down.
 */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'ending';
  readonly issuers: readonly IssuerHealth[];
}

/** Health of the API. */
@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(TokenVerifier) private readonly verifier: TokenVerifier,
    @Inject(Readiness) private readonly readiness: Readiness,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Health of the API, and whether the keys of each issuer are available' })
  health(): Health {
    const issuers = this.verifier.health();
    if (this.readiness.isEnding) {
      throw new ServiceUnavailableException({ status: 'ending', issuers } satisfies Health);
    }
    const isDegraded = issuers.some(({ keys }) => keys === 'unavailable');
    // Retries missing keys, within the back-off, so that an API without traffic recovers.
    if (isDegraded) void this.verifier.warmUp();
    return { status: isDegraded ? 'degraded' : 'ok', issuers };
  }
}
