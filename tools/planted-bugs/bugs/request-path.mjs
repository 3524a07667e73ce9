/** The shortcuts on the path of a request: one record, and answers without a promise. */
const record = 'packages/nest/src/request/request-record.ts';
const exchanges = 'packages/nest/src/authentication/exchanges.ts';
const rolesGuard = 'packages/nest/src/guards/roles.guard.ts';
const globalGuard = 'packages/nest/src/enhancers/global.guard.ts';

export const requestPathBugs = [
  {
    name: 'a record can be copied from one request to another',
    file: record,
    find: 'return #record in carrier ? carrier.#record : undefined;',
    replace:
      "return ((carrier as Record<string, unknown>)['_record'] ??= #record in carrier ? carrier.#record : undefined) as RequestRecord | undefined;",
  },
  {
    name: 'two applications share what one of them has authenticated',
    file: record,
    find: 'if (this.owner === undefined) {',
    replace: 'if (this.owner !== owner) {',
  },
  {
    name: 'the first rule is not enforced where answers are known at once',
    file: rolesGuard,
    find: 'for (let at = 0; at < rules.length; at++) {',
    replace: 'for (let at = 1; at < rules.length; at++) {',
  },
  {
    name: 'a user who had to be waited for is not authorized',
    file: globalGuard,
    find: 'isUser && this.authorization.canActivate(context)',
    replace: 'isUser',
  },
  {
    name: 'mapUser is called again after it has thrown',
    file: exchanges,
    find: 'if (record) record.look = look;',
    replace: 'if (record && !(finding instanceof Promise)) record.look = look;',
  },
];
