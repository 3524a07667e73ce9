import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { PUBLIC_KEY } from '../authorization/rule-metadata.js';

/**
 * Lets everyone in, without a token. On a class it stands for each of its handlers that asks for nothing itself; a class
 * that extends it does not inherit it. The start fails where it stands beside `@Roles()` or another rule.
 */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_KEY, true);
