/**
 * `@portcullis/nest`: JWT authentication and role authorization for NestJS. Import `JwtAuthModule`, decorate
 * controllers with `@Roles()` and `@Public()`.
 */
export { JwtAuthModule } from './jwt-auth.module.js';
export type {
  JwtAuthModuleExtras,
  JwtAuthRootAsyncOptions,
  JwtAuthRootOptions,
} from './jwt-auth.module-definition.js';
export { defineJwtAuth } from './jwt-auth.options.js';
export type {
  JwtAuthModuleOptions,
  JwtAuthOptionsFactory,
  NestAuthOptions,
  TypedOptions,
  UserOf,
} from './jwt-auth.options.js';
export type { AuthenticatedUser } from './authentication/authenticated-user.js';
export {
  Authenticator,
  type Authenticated,
  type RefusedEvent,
} from './authentication/authenticator.js';
export { JwtAuthGuard } from './authentication/jwt-auth.guard.js';
export { JwtStrategy } from './authentication/jwt.strategy.js';
export { RolesGuard } from './authorization/roles.guard.js';
export { CurrentUser } from './decorators/current-user.decorator.js';
export { Public } from './decorators/public.decorator.js';
export { Roles } from './decorators/roles.decorator.js';
export type { HttpRequest } from './transports/http.js';
export { TokenVerifier, type Claims, type VerifiedToken } from '@portcullis/core';
