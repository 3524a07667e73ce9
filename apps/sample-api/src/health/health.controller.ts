import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { TokenVerifier, type IssuerHealth } from '@portcullis/core';
import { Public } from '@portcullis/nest';

/** `degraded`: the API works, but tokens of an issuer whose keys are out of reach get 503. */
export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly issuers: readonly IssuerHealth[];
}

/** Whether the API can do all of its work. */
@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(TokenVerifier) private readonly verifier: TokenVerifier) {}

  @Get()
  @ApiOperation({ summary: 'Whether every trusted issuer can be verified' })
  health(): Health {
    const issuers = this.verifier.health();
    const isDegraded = issuers.some(({ keys }) => keys === 'out-of-reach');
    // Asks again for keys that are missing, within the back-off, so that a quiet API recovers by itself.
    if (isDegraded) void this.verifier.warmUp();
    return { status: isDegraded ? 'degraded' : 'ok', issuers };
  }
}
