/** Typed roles: a typo does not compile. `npm run typecheck` reads this file; here it only has to run. */
import { createRoleDecorators, Roles as AnyRoles } from '@portcullis/nest';

const { AllRoles, Roles } = createRoleDecorators<'admin' | 'editor'>();

it('decorators of createRoleDecorators take the roles of the application, and options after them', () => {
  expect(Roles('admin', 'editor')).toBeInstanceOf(Function);
  expect(AllRoles('editor', { reportOnly: true })).toBeInstanceOf(Function);
  expect(AnyRoles('whatever')).toBeInstanceOf(Function);
});

it('and nothing else: each line here compiles because the one below it would not', () => {
  // @ts-expect-error a typo
  expect(Roles('amdin')).toBeInstanceOf(Function);
  // @ts-expect-error a typo after a good one
  expect(AllRoles('admin', 'Editor')).toBeInstanceOf(Function);
  // @ts-expect-error no role
  expect(() => Roles()).toThrow(/at least one role/);
  // @ts-expect-error an option that there is not
  expect(() => Roles('admin', { report: true })).toThrow(/reportOnly/);
});
