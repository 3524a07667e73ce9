/** Controllers that the applications of these tests are made of. */
import { Controller, Get, UseGuards, type Type } from '@nestjs/common';
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

/** The controllers that may start: in manual mode each handler has its guards. */
export function guardedControllers(guard: 'global' | 'manual'): readonly Type[] {
  const named = [ManualController, PassportController];
  return guard === 'global' ? [WhoController, ...named] : named;
}

/** The same behind guards that each handler names itself. */
@Controller('manual')
@UseGuards(JwtAuthGuard, RolesGuard)
export class ManualController extends WhoController {}

/** The same behind Passport's guard. */
@Controller('passport')
@UseGuards(AuthGuard('jwt'), RolesGuard)
export class PassportController extends WhoController {}
