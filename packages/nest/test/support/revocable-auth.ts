import type { DynamicModule } from '@nestjs/common';
import { MemoryRevocationStore, Revocations } from '@portcullis/issuer';
import { JwtAuthModule, type NestAuthOptions } from '@portcullis/nest';
import { trusted } from './boot.js';
import { ISSUER } from './tokens.js';

/** A store that can be away. */
class LosableRevocations extends MemoryRevocationStore {
  isLost = false;

  override async read(...asked: Parameters<MemoryRevocationStore['read']>) {
    if (this.isLost) throw new Error('the connection is gone');
    return super.read(...asked);
  }
}

/** Longer than the list may be old. */
const TOO_OLD_MS = 61_000;

/** Authentication whose clock and revocations a test has. */
export class RevocableAuth {
  time = Date.now();
  readonly #store = new LosableRevocations();
  #steady = 0;
  readonly revocations = new Revocations(
    { issuer: ISSUER, store: this.#store },
    { steady: () => this.#steady },
  );

  /** From now on nothing is known of any token: 503. */
  beginOutage(): void {
    this.#store.isLost = true;
    this.#steady += TOO_OLD_MS;
  }

  async endOutage(): Promise<void> {
    this.#store.isLost = false;
    await this.revocations.refresh();
  }

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
