/** Mistakes in what is done and told once for each request, message or event. */
const exchanges = 'packages/nest/src/authentication/exchanges.ts';
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const authGuard = 'packages/nest/src/guards/jwt-auth.guard.ts';
const rolesGuard = 'packages/nest/src/guards/roles.guard.ts';
const graphql = 'packages/nest/src/transports/graphql.ts';
const ws = 'packages/nest/src/transports/ws.ts';

export const exchangeBugs = [
  {
    name: 'each alias of a field has the credential verified',
    file: exchanges,
    find: '    if (record) record.look = look;\n',
    replace: '',
  },
  {
    name: 'a credential that was changed on the way is not looked at',
    file: exchanges,
    find: '&& isSame(known.presented, presented)) return known;',
    replace: ') return known;',
  },
  {
    name: 'a look holds for as long as its request',
    file: exchanges,
    find: 'at <= now && now < at + this.maxAge;',
    replace: 'at <= now;',
  },
  {
    name: 'a look outlasts its token',
    file: exchanges,
    find: 'return !hasExpired && ',
    replace: 'return (hasExpired || !hasExpired) && ',
  },
  {
    name: 'within the clock tolerance each guard has the credential verified',
    file: exchanges,
    find: 'at < expiresAt && expiresAt <= now;',
    replace: 'expiresAt <= now;',
  },
  {
    name: 'each alias whose policy is away is logged',
    file: rolesGuard,
    find: 'if (!this.authenticator.isTold(exchange, rule.allows)) {',
    replace: 'if (!this.authenticator.isTold({}, rule.allows)) {',
  },
  {
    name: 'a look at a socket holds for all its messages',
    file: exchanges,
    find: '(transport.exchangeOf ? undefined : carrier)',
    replace: 'carrier',
  },
  {
    name: 'the first guard that has ended takes the exchange from the others',
    file: exchanges,
    find: 'if (--record.guards === 0) record.current = undefined;',
    replace: 'record.current = undefined;',
  },
  {
    name: 'each alias with a bad token is logged',
    file: authenticator,
    find: '      look.isTold = true;\n      const { type } = transport;',
    replace: '      const { type } = transport;',
  },
  {
    name: 'onAccepted is told of each alias',
    file: authenticator,
    find: '      look.isTold = true;\n      tell(this.settings.onAccepted',
    replace: '      tell(this.settings.onAccepted',
  },
  {
    name: 'the guard does not say which exchange it is at',
    file: authGuard,
    find: 'transport.exchangeOf?.(context), () =>',
    replace: 'undefined, () =>',
  },
  {
    name: 'each alias that a rule denies is told of',
    file: rolesGuard,
    find: 'if (!this.authenticator.isTold(exchange, rule)) this.#note(',
    replace: 'this.#note(',
  },
  {
    name: 'of all rules that deny something in a request one is told of',
    file: rolesGuard,
    find: 'this.authenticator.isTold(exchange, rule))',
    replace: 'this.authenticator.isTold(exchange, exchange))',
  },
  {
    name: 'each operation of a batch has the credential verified',
    file: graphql,
    find: 'return http ?? (isObject(variableValues) ? variableValues : operation);',
    replace: 'return isObject(variableValues) ? variableValues : operation;',
  },
  {
    name: 'an event of a subscription is not looked at',
    file: graphql,
    find: 'return http ?? (isObject(variableValues) ? variableValues : operation);',
    replace: 'return http ?? operation;',
  },
  {
    name: 'a message of a socket is not looked at',
    file: ws,
    find: 'context.getArgs<unknown[]>(), // one message',
    replace: 'context.switchToWs().getClient<object>(), // one message',
  },
];
