/** Mistakes in how stores use the clients of databases. */
const client = 'packages/issuer/src/stores/redis/client.ts';
const script = 'packages/issuer/src/stores/redis/script.ts';
const subscriber = 'packages/issuer/src/stores/redis/subscriber.ts';
const kind = 'packages/issuer/src/store-access/client-kind.ts';
const probe = 'packages/issuer/src/store-access/delivery-probe.ts';
const listener = 'packages/issuer/src/stores/postgres/listener.ts';
const queryable = 'packages/issuer/src/stores/postgres/queryable.ts';
const redisRevocations = 'packages/issuer/src/stores/redis/revocation-store.ts';

export const databaseClientBugs = [
  {
    name: 'an error of a node-redis that nobody listens to ends the process',
    file: client,
    find: "  client.on('error', () => undefined);\n",
    replace: '',
  },
  {
    name: 'node-redis is given numbers',
    file: client,
    find: 'arguments: values.map(String)',
    replace: 'arguments: values as unknown as string[]',
  },
  {
    name: 'a client of callbacks fits',
    file: client,
    find: "hasMethods(client, 'evalSha', 'eval', 'on')",
    replace: "hasMethods(client, 'evalSha', 'eval')",
  },
  {
    name: 'an address is repeated with its password',
    file: kind,
    find: "  if (typeof value === 'string') return 'a string';\n",
    replace: '',
  },
  {
    name: 'a client that answers with Buffers is not understood',
    file: client,
    find: "Buffer.isBuffer(reply) ? reply.toString('utf8') : reply",
    replace: 'reply',
  },
  {
    name: 'a script that Redis has forgotten stays unknown',
    file: script,
    find: "isReply(error, 'NOSCRIPT')",
    replace: "isReply(error, 'ERR NOSCRIPT')",
  },
  {
    name: 'keys that are moved to another master fail a script at once',
    file: script,
    find: "if (!isReply(error, 'TRYAGAIN')) throw error;",
    replace: 'throw error;',
  },
  {
    name: 'a pool of node-redis may listen',
    file: subscriber,
    find: "  if (!fits) throw new ConfigurationError('subscriber', nameOf(given), FITTING_SUBSCRIBERS);\n",
    replace: '',
  },
  {
    name: 'a node-redis that is back does not look for what it missed',
    file: subscriber,
    find: `      subscriber.on('ready', listener);
      return () => void subscriber.off('ready', listener);
    },
  };
}

/** Those`,
    replace: `      return () => void subscriber.off('ready', listener);
    },
  };
}

/** Those`,
  },
  {
    name: 'a channel of Redis is named without the prefix of the client',
    file: subscriber,
    find: 'name: async () => String(await NAME.run(redis, keys))',
    replace: "name: async () => [keys].flat()[0] ?? ''",
  },
  {
    name: 'a prefix with empty braces scatters the keys over a cluster',
    file: redisRevocations,
    find: '    assertOneSlot(prefix);\n',
    replace: '',
  },
  {
    name: 'nobody is told that notifications do not arrive',
    file: listener,
    find: '        this.#reporter.silent();\n',
    replace: '',
  },
  {
    name: 'a connection that delivers no more is kept',
    file: listener,
    find: '        if (hasDelivered) onLost(); // another connection may deliver\n',
    replace: '',
  },
  {
    name: 'a pooler is connected to again and again',
    file: listener,
    find: 'if (hasDelivered) onLost();',
    replace: 'onLost();',
  },
  {
    name: 'a probe counts as a change',
    file: listener,
    find: 'channel === probeName ? probe.heard() : onChange()',
    replace: '(probe.heard(), onChange())',
  },
  {
    name: 'what was missed is not looked for when notifications arrive again',
    file: listener,
    find: 'if (this.#reporter.delivered()) onChange();',
    replace: 'this.#reporter.delivered();',
  },
  {
    name: 'a connection is probed at the start alone',
    file: probe,
    find: '      this.#calls.onSilent(this.#hasDelivered);\n    }\n    this.#schedule();',
    replace: '      this.#calls.onSilent(this.#hasDelivered);\n    }',
  },
  {
    name: 'a silent channel is an event for each probe',
    file: probe,
    find: '    if (this.#isSilent) return false;\n',
    replace: '',
  },
  {
    name: 'a silent channel is a warning for each connection',
    file: probe,
    find: '    DeliveryReporter.#warned.add(this.#channel);\n',
    replace: '',
  },
  {
    name: 'a Redis that tells its subscriber nothing is not noticed',
    file: subscriber,
    find: 'onSilent: () => void reporter.silent(),',
    replace: 'onSilent: () => undefined,',
  },
  {
    name: 'a database that answers in another shape is taken for PostgreSQL',
    file: queryable,
    find: '  if (isUnderstood(answer)) return;\n',
    replace: '  if (Date.now() > 0 || isUnderstood(answer)) return;\n',
  },
];
