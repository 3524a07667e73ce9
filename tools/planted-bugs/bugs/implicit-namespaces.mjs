/** Mistakes with sockets of namespaces that no gateway declares. */
const attempts = 'packages/nest/src/connections/connect-attempts.ts';
const check = 'packages/nest/src/connections/handshake-check.ts';
const protection = 'packages/nest/src/connections/adapter-protection.ts';

export const implicitNamespaceBugs = [
  {
    name: 'the main namespace needs no token',
    file: check,
    find: 'if (gateways.length === 0 && this.#needsToken()) return this.#identify(opening);',
    replace: '',
  },
  {
    name: 'in manual mode the main namespace needs no token',
    file: check,
    find: "this.settings.guard === 'global' ||\n      this.gateways",
    replace: "this.settings.guard === 'global' &&\n      this.gateways",
  },
  {
    name: 'in manual mode the main namespace beside public gateways needs a token',
    file: check,
    find: 'this.gateways.all().some((gateway) => this.isGuarded(gateway))',
    replace: 'this.gateways.all().length > 0',
  },
  {
    name: 'a namespace that the application creates needs no token',
    file: protection,
    find: "    server.on('new_namespace', (namespace) => this.#watchUndeclared(namespace));\n",
    replace: '',
  },
  {
    name: 'a namespace that the application creates is not watched',
    file: protection,
    find: 'if (!this.#servers.has(namespace)) this.#opened(client, request);',
    replace: '',
  },
  {
    name: 'the namespace of a gateway needs a token though it is public',
    file: protection,
    find: 'if (this.#servers.has(namespace) || this.#judged.has(client)) return next();',
    replace: 'if (this.#judged.has(client)) return next();',
  },
  {
    name: 'the namespace of a gateway’s pattern needs a token though it is public',
    file: protection,
    find: 'if (this.#servers.has(namespace) || this.#judged.has(client)) return next();',
    replace: 'if (this.#servers.has(namespace)) return next();',
  },
  {
    name: 'the attempts of a connection are unlimited',
    file: attempts,
    find: 'this.#counts.set(conn, count + 1);',
    replace: '',
  },
  {
    name: 'a successful attempt counts as a rejected one',
    file: protection,
    find: '      attempt.succeed();\n',
    replace: '',
  },
];
