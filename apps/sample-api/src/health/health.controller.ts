import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { TokenVerifier, type IssuerHealth } from '@portcullis/core';
import { Public } from '@portcullis/nest';
import { Readiness } from '../lifecycle/readiness.js';

/**
 * `degraded`: the API works, but tokens of an issuer whose keys are out of reach get 503. `ending` (with 503): it was
 * told to end and takes no more requests in a moment.
 */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'ending';
  readonly issuers: readonly IssuerHealth[];
}

/** Whether the API can do all of its work. */
@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(TokenVerifier) private readonly verifier: TokenVerifier,
    @Inject(Readiness) private readonly readiness: Readiness,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Whether every trusted issuer can be verified' })
  health(): Health {
    const issuers = this.verifier.health();
    if (this.readiness.isEnding) {
      throw new ServiceUnavailableException({ status: 'ending', issuers } satisfies Health);
    }
    const isDegraded = issuers.some(({ keys }) => keys === 'out-of-reach');
    // Asks again for keys that are missing, within the back-off, so that a quiet API recovers by itself.
    if (isDegraded) void this.verifier.warmUp();
    return { status: isDegraded ? 'degraded' : 'ok', issuers };
  }
}
