import { Injectable } from '@nestjs/common';

/** Whether the process is shutting down. */
@Injectable()
export class Readiness {
  #isEnding = false;

  /** Begins the shutdown: health becomes 503, and each response closes its connection. */
  end(): void {
    this.#isEnding = true;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Middleware that closes kept-alive connections, so that clients connect to another process. */
  readonly closing = (
    _request: unknown,
    response: { setHeader(name: string, value: string): unknown },
    next: () => void,
  ): void => {
    if (this.#isEnding) response.setHeader('Connection', 'close');
    next();
  };
}
