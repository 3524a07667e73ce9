/** The kinds of servers that tests use: their default addresses, and how to run a private one. */
import path from 'node:path';
import { natsAnswers, postgresAnswers, redisAnswers } from './answers.mjs';

/** Accounts that may run PostgreSQL, because PostgreSQL does not run as root. */
const UNPRIVILEGED = ['postgres', 'nobody'];

const REDIS = {
  name: 'Redis',
  variable: 'REDIS_URL',
  usual: ['redis://127.0.0.1:6379'],
  answers: redisAnswers,
  programs: ['redis-server'],
  packages: { apt: 'redis-server', brew: 'redis' },
  url: (port) => `redis://127.0.0.1:${port}`,
  run: (folder, port) => [
    'redis-server',
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
  ],
  stopSignal: 'SIGTERM',
};

export const KINDS = {
  postgres: {
    name: 'PostgreSQL',
    variable: 'DATABASE_URL',
    usual: [
      'postgres://postgres@127.0.0.1:5432/test',
      'postgres://postgres@127.0.0.1:5432/postgres',
    ],
    answers: postgresAnswers,
    programs: ['initdb', 'postgres', 'pg_basebackup'],
    packages: { apt: 'postgresql', brew: 'postgresql' },
    accounts: UNPRIVILEGED,
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
    prepare: (folder, primary) =>
      primary === undefined
        ? ['initdb', ...initdbArguments(folder)]
        : ['pg_basebackup', ...standbyArguments(folder, primary)],
    run: (folder, port) => [
      'postgres',
      '-D',
      path.join(folder, 'data'),
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-c',
      'unix_socket_directories=',
    ],
    // A fast shutdown, which does not wait for clients.
    stopSignal: 'SIGINT',
  },
  pgbouncer: {
    name: 'PgBouncer',
    answers: postgresAnswers,
    programs: ['pgbouncer'],
    packages: { apt: 'pgbouncer', brew: 'pgbouncer' },
    accounts: UNPRIVILEGED,
    url: (port) => `postgres://postgres@127.0.0.1:${port}/pooled`,
    files: (port, { upstream }) => ({ 'pgbouncer.ini': pgbouncerSettings(port, upstream) }),
    run: (folder) => ['pgbouncer', path.join(folder, 'pgbouncer.ini')],
    stopSignal: 'SIGINT',
  },
  redis: REDIS,
  redisNode: {
    ...REDIS,
    name: 'a node of a Redis cluster',
    hasBus: true,
    run: (folder, port, busPort) => [
      ...REDIS.run(folder, port),
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      String(busPort),
      '--cluster-node-timeout',
      '1000',
      '--cluster-config-file',
      'nodes.conf',
    ],
  },
  redisSentinel: {
    ...REDIS,
    name: 'a Redis Sentinel',
    run: (folder, port) => [
      'redis-server',
      path.join(folder, 'sentinel.conf'),
      '--sentinel',
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
    ],
    files: () => ({ 'sentinel.conf': '' }),
  },
  nats: {
    name: 'NATS',
    variable: 'NATS_URL',
    usual: ['nats://127.0.0.1:4222'],
    answers: natsAnswers,
    programs: ['nats-server'],
    packages: { apt: 'nats-server', brew: 'nats-server' },
    url: (port) => `nats://127.0.0.1:${port}`,
    run: (folder, port) => [
      'nats-server',
      '-a',
      '127.0.0.1',
      '-p',
      String(port),
      '-js',
      '-sd',
      path.join(folder, 'data'),
    ],
    stopSignal: 'SIGTERM',
  },
};

/** PgBouncer in transaction mode. Sets the search path of the address on each connection. */
function pgbouncerSettings(port, upstream) {
  const { hostname, port: serverPort, username, pathname, searchParams } = new URL(upstream);
  const [, schema = 'public'] = /search_path=(\w+)/.exec(searchParams.get('options') ?? '') ?? [];
  const server = `host=${hostname} port=${serverPort || 5432} user=${username} dbname=${pathname.slice(1)}`;
  return [
    '[databases]',
    `pooled = ${server} connect_query='set search_path to ${schema}'`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 4',
    '',
  ].join('\n');
}

function initdbArguments(folder) {
  const settings = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  return ['-D', path.join(folder, 'data'), ...settings];
}

/** A standby that replicates the primary (`-R`) and answers queries. */
function standbyArguments(folder, primary) {
  const data = path.join(folder, 'data');
  return ['-d', primary, '-D', data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'];
}
