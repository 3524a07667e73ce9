/** Mistakes in the use of database clients by stores. */
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
    name: 'an unhandled error event of node-redis ends the process',
    file: client,
    find: "  client.on('error', () => undefined);\n",
    replace: '',
  },
  {
    name: 'node-redis receives numbers',
    file: client,
    find: 'arguments: values.map(String)',
    replace: 'arguments: values as unknown as string[]',
  },
  {
    name: 'a callback-style client is accepted',
    file: client,
    find: "hasMethods(client, 'evalSha', 'eval', 'on')",
    replace: "hasMethods(client, 'evalSha', 'eval')",
  },
  {
    name: 'an error contains the password of a URL',
    file: kind,
    find: "  if (typeof value === 'string') return 'a string';\n",
    replace: '',
  },
  {
    name: 'a client that returns Buffers is not supported',
    file: client,
    find: "Buffer.isBuffer(reply) ? reply.toString('utf8') : reply",
    replace: 'reply',
  },
  {
    name: 'a script that Redis has evicted is not loaded again',
    file: script,
    find: "isReply(error, 'NOSCRIPT')",
    replace: "isReply(error, 'ERR NOSCRIPT')",
  },
  {
    name: 'a script fails immediately while its keys move to a different master',
    file: script,
    find: "if (!isReply(error, 'TRYAGAIN')) throw error;",
    replace: 'throw error;',
  },
  {
    name: 'a pool of node-redis may subscribe',
    file: subscriber,
    find: "  if (!fits) throw new ConfigurationError('subscriber', describeClient(given), FITTING_SUBSCRIBERS);\n",
    replace: '',
  },
  {
    name: 'missed changes are not read after node-redis reconnects',
    file: subscriber,
    find: `      subscriber.on('ready', listener);
      return () => void subscriber.off('ready', listener);
    },
  };
}

/** The listeners`,
    replace: `      return () => void subscriber.off('ready', listener);
    },
  };
}

/** The listeners`,
  },
  {
    name: 'a Redis channel lacks the client’s prefix',
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
    name: 'missing notifications are not reported',
    file: listener,
    find: '        this.#reporter.silent();\n',
    replace: '',
  },
  {
    name: 'a connection that no longer delivers is kept',
    file: listener,
    find: '        if (hasDelivered) onLost(); // another connection may deliver\n',
    replace: '',
  },
  {
    name: 'reconnects to a pooler repeat without a delay',
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
    name: 'missed changes are not read when notifications resume',
    file: listener,
    find: 'if (this.#reporter.delivered()) onChange();',
    replace: 'this.#reporter.delivered();',
  },
  {
    name: 'a connection is probed only once',
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
    name: 'a Redis subscriber without messages is not noticed',
    file: subscriber,
    find: 'onSilent: () => void reporter.silent(),',
    replace: 'onSilent: () => undefined,',
  },
  {
    name: 'a database with different results counts as PostgreSQL',
    file: queryable,
    find: '  if (isUnderstood(answer)) return;\n',
    replace: '  if (Date.now() > 0 || isUnderstood(answer)) return;\n',
  },
];
