/** Mistakes that only an outage shows: unavailable counts as denied, or denied as unavailable. */
const ws = 'packages/nest/src/transports/ws.ts';
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const unavailability = 'packages/nest/src/authentication/unavailability.ts';
const protection = 'packages/nest/src/connections/adapter-protection.ts';
const live = 'packages/nest/src/connections/live-connections.ts';

export const outagesBugs = [
  {
    name: 'a message with a 503 closes its socket',
    file: ws,
    find: 'if (outcome.status === 401) setImmediate',
    replace: 'if (outcome.status === 401 || outcome.status === 503) setImmediate',
  },
  {
    name: 'a message with a 403 closes its socket',
    file: ws,
    find: 'if (outcome.status === 401) setImmediate',
    replace: 'if (outcome.status === 401 || outcome.status === 403) setImmediate',
  },
  {
    name: 'a recheck during an outage of keys or revocations closes connections',
    file: live,
    find: 'if (outcome) return outcome.status !== 503;',
    replace: 'if (outcome) return true;',
  },
  {
    name: 'a recheck without the database closes connections',
    file: live,
    find: "return typeof (error as { readonly getError?: unknown } | undefined)?.getError === 'function';",
    replace: 'return true;',
  },
  {
    name: 'a recheck that fails with a 500 closes connections',
    file: live,
    find: 'return error.getStatus() < 500;',
    replace: 'return true;',
  },
  {
    name: 'an exception that denies access keeps a connection open',
    file: live,
    find: 'return error.getStatus() < 500;',
    replace: 'return false;',
  },
  {
    name: 'a WsException or RpcException keeps a connection open',
    file: live,
    find: "return typeof (error as { readonly getError?: unknown } | undefined)?.getError === 'function';",
    replace: 'return false;',
  },
  {
    name: 'an outage keeps a connection open after its token expires',
    file: live,
    find: 'if (now < this.#toldUntil) return expiresAt;',
    replace: 'if (now < this.#toldUntil) return Number.POSITIVE_INFINITY;',
  },
  {
    name: 'each connection logs its own line during an outage',
    file: live,
    find: 'this.#toldUntil = now + this.#recheckMs;',
    replace: '',
  },
  {
    name: 'each recheck during an outage is logged and reported as a denial',
    file: authenticator,
    find: '    if (failure instanceof UnavailableError) throw failure;\n',
    replace: '',
  },
  {
    name: 'an application error at a handshake is not reported',
    file: protection,
    find: '    this.#logger.error(error);\n',
    replace: '',
  },
  {
    name: 'an error of a custom verifyClient ends the process',
    file: protection,
    find: 'askOwn(own, info, answer);\n',
    replace: 'setImmediate(askOwn, own, info, answer);\n',
  },
  {
    name: 'an unavailable store in mapUser is a 500',
    file: unavailability,
    find: 'if (!(error instanceof UnavailableError)) return undefined;',
    replace:
      "if (!(error instanceof UnavailableError) || error.code === 'ERR_STORE_UNAVAILABLE') return undefined;",
  },
  {
    name: 'any error of mapUser with a code counts as an outage',
    file: unavailability,
    find: 'if (!(error instanceof UnavailableError)) return undefined;',
    replace:
      "if (!(error instanceof Error && 'code' in error)) return undefined;\n  if (!(error instanceof UnavailableError)) return new ApplicationUnavailableError(callback, error.message);",
  },
  {
    name: 'an outage in mapUser is a 500',
    file: unavailability,
    find: 'if (!(error instanceof UnavailableError)) return undefined;',
    replace: 'if (!(error instanceof ApplicationUnavailableError)) return undefined;',
  },
];
