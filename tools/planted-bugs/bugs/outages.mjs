/** Mistakes that only an outage shows: what is not known is taken for a refusal, or a refusal for what is not known. */
const ws = 'packages/nest/src/transports/ws.ts';
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const unavailability = 'packages/nest/src/authentication/unavailability.ts';
const protection = 'packages/nest/src/connections/adapter-protection.ts';
const live = 'packages/nest/src/connections/live-connections.ts';

export const outagesBugs = [
  {
    name: 'a message that meets a 503 closes its socket',
    file: ws,
    find: 'if (outcome.status === 401) setImmediate',
    replace: 'if (outcome.status === 401 || outcome.status === 503) setImmediate',
  },
  {
    name: 'a message that is forbidden closes its socket',
    file: ws,
    find: 'if (outcome.status === 401) setImmediate',
    replace: 'if (outcome.status === 401 || outcome.status === 403) setImmediate',
  },
  {
    name: 'a recheck in an outage of keys or revocations closes what is open',
    file: live,
    find: 'if (outcome) return outcome.status !== 503;',
    replace: 'if (outcome) return true;',
  },
  {
    name: 'a recheck whose database is away closes what is open',
    file: live,
    find: "return typeof (error as { readonly getError?: unknown } | undefined)?.getError === 'function';",
    replace: 'return true;',
  },
  {
    name: 'a recheck that fails by 500 closes what is open',
    file: live,
    find: 'return error.getStatus() < 500;',
    replace: 'return true;',
  },
  {
    name: 'an exception that refuses leaves a connection open',
    file: live,
    find: 'return error.getStatus() < 500;',
    replace: 'return false;',
  },
  {
    name: 'a WsException or RpcException leaves a connection open',
    file: live,
    find: "return typeof (error as { readonly getError?: unknown } | undefined)?.getError === 'function';",
    replace: 'return false;',
  },
  {
    name: 'an outage keeps a connection open beyond its token',
    file: live,
    find: 'if (now < this.#toldUntil) return expiresAt;',
    replace: 'if (now < this.#toldUntil) return Number.POSITIVE_INFINITY;',
  },
  {
    name: 'each connection has its own line of the log in an outage',
    file: live,
    find: 'this.#toldUntil = now + this.#recheckMs;',
    replace: '',
  },
  {
    name: 'each recheck of an open connection in an outage is logged and told as a refusal',
    file: authenticator,
    find: '    if (failure instanceof UnavailableError) throw failure;\n',
    replace: '',
  },
  {
    name: 'a fault of the application at a handshake is silent',
    file: protection,
    find: '    this.#logger.error(error);\n',
    replace: '',
  },
  {
    name: 'an error of a verifyClient of its own ends the process',
    file: protection,
    find: 'askOwn(own, info, answer);\n',
    replace: 'setImmediate(askOwn, own, info, answer);\n',
  },
  {
    name: 'a store that is away is a bug of mapUser',
    file: unavailability,
    find: "if (error.code !== 'ERR_STORE_UNAVAILABLE') return undefined;",
    replace: "if (error.code !== 'ERR_STORE') return undefined;",
  },
  {
    name: 'any error with a code is an outage of mapUser',
    file: unavailability,
    find: "if (error.code !== 'ERR_STORE_UNAVAILABLE') return undefined;",
    replace: "if (error.code === 'ERR_STORE') return undefined;",
  },
  {
    name: 'an outage that mapUser reports is a bug of it',
    file: unavailability,
    find: 'if (error instanceof UnavailableError) return error;',
    replace: 'if (error instanceof ApplicationUnavailableError) return error;',
  },
];
