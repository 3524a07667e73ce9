// A CommonJS application in TypeScript. The test only compiles it, to check that the packed declarations resolve.
import { Controller, Get, Inject, Module, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import {
  createRoleDecorators,
  CurrentUser,
  JwtAuthGuard,
  JwtAuthModule,
  Public,
  Roles,
  RolesGuard,
  type AuthenticatedUser,
  type JwtAuthModuleOptions,
  type JwtAuthOptionsFactory,
} from '@portcullis/nest';
import { IssuerKeys, TokenIssuerModule, TokenSigner } from '@portcullis/nest/issuer';
import { createVerifier, type Claims } from '@portcullis/core';

const typed = createRoleDecorators<'admin' | 'editor'>();

class Settings implements JwtAuthOptionsFactory {
  createJwtAuthOptions(): JwtAuthModuleOptions {
    return { issuer: 'https://issuer.example', audience: 'api', secrets: {} };
  }
}

@Controller()
@UseGuards(JwtAuthGuard, RolesGuard)
export class AppController {
  constructor(@Inject(TokenSigner) private readonly signer: TokenSigner) {}

  @Roles('admin', 'editor')
  @typed.AllRoles('admin')
  @Get()
  who(@CurrentUser() user: AuthenticatedUser, @CurrentUser('id') id: string): string {
    return `${user.issuer} ${id} ${user.claims.sub}`;
  }

  @Public()
  @UseGuards(AuthGuard('jwt'))
  @Get('login')
  async login(): Promise<string> {
    return (await this.signer.sign({ subject: 'user-1' })).token;
  }
}

@Module({
  imports: [
    JwtAuthModule.forRoot({ issuer: 'https://a.example', audience: 'api', secret: '' }),
    JwtAuthModule.forRootAsync({ useClass: Settings }),
    JwtAuthModule.forRootAsync({ useExisting: Settings }),
    JwtAuthModule.forRootAsync({
      inject: [IssuerKeys],
      useFactory: (keys: IssuerKeys) => ({ issuer: 'https://b.example', audience: null, keys }),
    }),
    TokenIssuerModule.forRoot({ issuer: 'https://b.example', audience: 'api' }),
  ],
  controllers: [AppController],
})
export class AppModule {}

type IsAny<T> = 0 extends 1 & T ? true : false;
export const verifier = createVerifier({
  issuer: 'https://a.example',
  audience: 'api',
  secret: '',
});
type Verified = Awaited<ReturnType<typeof verifier.verify>>;

/** Missing declarations would all be `any`. */
export const nothingIsAny: readonly [
  IsAny<typeof JwtAuthModule>,
  IsAny<JwtAuthModuleOptions>,
  IsAny<AuthenticatedUser['claims']>,
  IsAny<typeof TokenIssuerModule>,
  IsAny<Verified>,
  IsAny<Claims['sub']>,
] = [false, false, false, false, false, false];
