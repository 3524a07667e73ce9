/** Mistakes in how stores use the clients of databases. */
const client = 'packages/issuer/src/stores/redis-client.ts';
const script = 'packages/issuer/src/stores/redis-script.ts';
const subscriber = 'packages/issuer/src/stores/redis-subscriber.ts';
const redisKeys = 'packages/issuer/src/stores/redis-keys.ts';
const redisRevocations = 'packages/issuer/src/stores/redis-revocations.ts';

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
    file: client,
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
    name: 'a ring listens under its name without the prefix of the client',
    file: redisKeys,
    find: 'String(await NAME.run(this.#redis, this.#key))',
    replace: 'this.#key',
  },
  {
    name: 'revocations listen under a name without the prefix of the client',
    file: redisRevocations,
    find: 'String(await NAME.run(this.#redis, this.#keys))',
    replace: "this.#keys[0] ?? ''",
  },
  {
    name: 'a prefix with empty braces scatters the keys over a cluster',
    file: redisRevocations,
    find: '    assertOneSlot(prefix);\n',
    replace: '',
  },
];
