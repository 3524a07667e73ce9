import type { DynamicModule } from '@nestjs/common';
import { MemoryRevocationStore, Revocations } from '@portcullis/issuer';
import { JwtAuthModule, type NestAuthOptions } from '@portcullis/nest';
import { trusted } from './boot.js';
import { ISSUER } from './tokens.js';

/** Authentication whose clock and revocations a test has. */
export class RevocableAuth {
  time = Date.now();
  readonly revocations = new Revocations({ issuer: ISSUER, store: new MemoryRevocationStore() });

  /** The module; from now on revocations are known. */
  protected async begun(options: NestAuthOptions): Promise<DynamicModule> {
    await this.revocations.start();
    return JwtAuthModule.forRoot({
      ...trusted,
      clock: () => this.time,
      revocations: this.revocations,
      ...options,
    });
  }

  async close(): Promise<void> {
    await this.revocations.close();
  }
}
