import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { OPTIONAL_KEY } from '../authorization/rule-metadata.js';

/**
 * Allows requests without a token. The user is then undefined. An invalid token is still rejected with 401. Like
 * `@Public()`, it removes the rules of the class and module, and a subclass does not inherit it.
 *
 * @example @OptionalAuth() @Get() list(@CurrentUser() user?: AuthenticatedUser) {}
 */
export const OptionalAuth = (): CustomDecorator => SetMetadata(OPTIONAL_KEY, true);
