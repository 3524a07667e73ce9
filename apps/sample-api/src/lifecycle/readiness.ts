import { Injectable } from '@nestjs/common';

/** Whether the process takes requests, or is about to end. */
@Injectable()
export class Readiness {
  #isEnding = false;

  /** From then on health is 503, and a connection is closed with its answer. */
  end(): void {
    this.#isEnding = true;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Middleware: who keeps a connection is asked to open the next one elsewhere. */
  readonly closing = (
    _request: unknown,
    response: { setHeader(name: string, value: string): unknown },
    next: () => void,
  ): void => {
    if (this.#isEnding) response.setHeader('Connection', 'close');
    next();
  };
}
