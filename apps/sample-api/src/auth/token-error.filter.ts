import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  CredentialError,
  KeysUnavailableError,
  TokenError,
  type PortcullisError,
} from '@portcullis/nest';
import { outcomeOf } from '@portcullis/core/bearer';

/** Answers errors of the ID token verifier like the guards: with the same status, challenge and body. */
@Catch(TokenError, CredentialError, KeysUnavailableError)
export class TokenErrorFilter implements ExceptionFilter<PortcullisError> {
  readonly #logger = new Logger('GoogleSignIn');

  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  catch(error: PortcullisError, context: ArgumentsHost): void {
    const outcome = outcomeOf(error);
    if (!outcome) throw error;
    if (error.code !== 'ERR_CREDENTIAL_MISSING') {
      this.#logger.warn(`${error.code} (${error.message})`);
    }
    const response: unknown = context.switchToHttp().getResponse();
    const { httpAdapter } = this.host;
    for (const [name, value] of Object.entries(outcome.headers)) {
      httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.reply(response, outcome.body, outcome.status);
  }
}
