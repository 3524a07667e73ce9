import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { PUBLIC_KEY } from './metadata.js';

/**
 * Lets everyone in, without a token. On a class it stands for each of its handlers that has no `@Roles()`; a
 * class that extends it does not inherit it.
 */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_KEY, true);
