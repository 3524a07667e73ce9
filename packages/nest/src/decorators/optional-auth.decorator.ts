import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { OPTIONAL_KEY } from '../authorization/rule-metadata.js';

/**
 * Lets everyone in, and tells the handler who signed in: without a token the user is undefined, with a bad one the
 * answer is 401 all the same. Like `@Public()`, it puts aside what the class or module asks for, and is not inherited.
 */
export const OptionalAuth = (): CustomDecorator => SetMetadata(OPTIONAL_KEY, true);
