/** An issuer that is moving from secrets to public keys: for a while its tokens come with either. */
import type { Clock } from '../time/duration.js';
import { isSymmetric } from '../jws/algorithms.js';
import type { JoseHeader } from '../jws/header.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import type { KeySource, KeySourceState } from './key-source.js';

/**
 * Two key sources of one issuer, the old one of secrets and the new one of public keys. A token is only ever
 * looked up in the one that its algorithm belongs to, and its key is bound to that algorithm: a public key can't
 * pass for a secret. At its end the old source is no longer asked.
 */
export class MigratingKeys implements KeySource {
  readonly #secrets: KeySource;
  readonly #publicKeys: KeySource;
  readonly #until: number;
  readonly #clock: Clock;

  /** @param until when the secrets end, in milliseconds since the epoch */
  constructor(secrets: KeySource, publicKeys: KeySource, until: number, clock: Clock) {
    this.#secrets = secrets;
    this.#publicKeys = publicKeys;
    this.#until = until;
    this.#clock = clock;
  }

  find(header: JoseHeader): VerificationKey | undefined | Promise<VerificationKey | undefined> {
    if (!isSymmetric(header.alg)) return this.#publicKeys.find(header);
    return this.#clock() < this.#until ? this.#secrets.find(header) : undefined;
  }

  state(): KeySourceState {
    return this.#publicKeys.state?.() ?? 'ready';
  }

  async warmUp(): Promise<void> {
    await this.#publicKeys.warmUp?.();
  }

  async refresh(): Promise<void> {
    await this.#publicKeys.refresh?.();
  }

  uses(): readonly VerificationKey[] {
    return [this.#secrets, this.#publicKeys].flatMap((source) => source.uses?.() ?? []);
  }

  close(): void {
    this.#publicKeys.close?.();
  }
}
