/** Controllers that the applications of these tests are made of. */
import { Controller, Get, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { CurrentUser, JwtAuthGuard, Public, Roles, RolesGuard } from '@portcullis/nest';

/** Says who is asking. */
@Controller()
export class WhoController {
  @Get('who')
  who(@CurrentUser() user: unknown): { readonly user: unknown } {
    return { user: user ?? 'nobody' };
  }

  @Get('who/id')
  id(@CurrentUser('id') id: unknown): { readonly id: unknown } {
    return { id: id ?? 'none' };
  }

  @Public()
  @Get('open')
  open(@CurrentUser() user: unknown): { readonly user: unknown } {
    return { user: user ?? 'nobody' };
  }

  @Roles('admin', 'editor')
  @Get('staff')
  staff(): string {
    return 'staff';
  }
}

/** The same behind guards that each handler names itself. */
@Controller('manual')
@UseGuards(JwtAuthGuard, RolesGuard)
export class ManualController extends WhoController {}

/** The same behind Passport's guard. */
@Controller('passport')
@UseGuards(AuthGuard('jwt'), RolesGuard)
export class PassportController extends WhoController {}
