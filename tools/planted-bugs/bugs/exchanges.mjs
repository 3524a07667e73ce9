/** Mistakes in work and reports that must happen once for each request, message or event. */
const exchanges = 'packages/nest/src/authentication/exchanges.ts';
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const authGuard = 'packages/nest/src/guards/jwt-auth.guard.ts';
const rolesGuard = 'packages/nest/src/guards/roles.guard.ts';
const graphql = 'packages/nest/src/transports/graphql.ts';
const ws = 'packages/nest/src/transports/ws.ts';

export const exchangeBugs = [
  {
    name: 'each alias of a field verifies the credential again',
    file: exchanges,
    find: '    if (record) record.look = look;\n',
    replace: '',
  },
  {
    name: 'a credential that changed during the request is not verified',
    file: exchanges,
    find: '&& isSame(known.presented, presented)) return known;',
    replace: ') return known;',
  },
  {
    name: 'a verification result is valid for the whole request',
    file: exchanges,
    find: 'at <= now && now < at + this.maxAge;',
    replace: 'at <= now;',
  },
  {
    name: 'a verification result outlives its token',
    file: exchanges,
    find: 'return !hasExpired && ',
    replace: 'return (hasExpired || !hasExpired) && ',
  },
  {
    name: 'within the clock tolerance each guard verifies the credential again',
    file: exchanges,
    find: 'at < expiresAt && expiresAt <= now;',
    replace: 'expiresAt <= now;',
  },
  {
    name: 'each alias with an unavailable policy is logged',
    file: rolesGuard,
    find: 'if (!this.authenticator.isTold(exchange, rule.allows)) {',
    replace: 'if (!this.authenticator.isTold({}, rule.allows)) {',
  },
  {
    name: 'the verification of a socket is reused for all messages',
    file: exchanges,
    find: 'return current === undefined ? undefined : this.#of(current);',
    replace: 'return this.#of(current ?? carrier);',
  },
  {
    name: 'the first guard to finish removes the exchange for the others',
    file: exchanges,
    find: 'if (--record.guards === 0) record.current = undefined;',
    replace: 'record.current = undefined;',
  },
  {
    name: 'each alias with an invalid token is logged',
    file: authenticator,
    find: '      look.isTold = true;\n      const { type } = transport;',
    replace: '      const { type } = transport;',
  },
  {
    name: 'onAccepted is called for each alias',
    file: authenticator,
    find: '      look.isTold = true;\n      const { onAccepted }',
    replace: '      const { onAccepted }',
  },
  {
    name: 'the guard does not identify its exchange',
    file: authGuard,
    find: 'const exchange = transport.exchangeOf?.(context);',
    replace: 'const exchange = undefined;',
  },
  {
    name: 'each alias that a rule denies is reported',
    file: rolesGuard,
    find: 'if (!this.authenticator.isTold(exchange, rule)) {',
    replace: 'if (true) {',
  },
  {
    name: 'only one of several denials in a request is reported',
    file: rolesGuard,
    find: 'this.authenticator.isTold(exchange, rule))',
    replace: 'this.authenticator.isTold(exchange, exchange))',
  },
  {
    name: 'each operation of a batch verifies the credential again',
    file: graphql,
    find: 'return http ?? (isObject(variableValues) ? variableValues : operation);',
    replace: 'return isObject(variableValues) ? variableValues : operation;',
  },
  {
    name: 'an event of a subscription is not verified',
    file: graphql,
    find: 'return http ?? (isObject(variableValues) ? variableValues : operation);',
    replace: 'return http ?? operation;',
  },
  {
    name: 'a message of a socket is not verified',
    file: ws,
    find: 'context.getArgs<unknown[]>(), // one message',
    replace: 'context.switchToWs().getClient<object>(), // one message',
  },
];
