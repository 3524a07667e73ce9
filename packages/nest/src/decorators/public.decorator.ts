import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { PUBLIC_KEY } from '../authorization/rule-metadata.js';

/**
 * Allows every request, without a token. On a class, applies to every handler that has no rule of its own; a subclass
 * does not inherit it. The application does not start if `@Roles()` or another rule is on the same handler or class.
 *
 * @example @Public() @Get('health') health() {}
 */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_KEY, true);
