/**
 * Real servers for tests and benchmarks, without setup.
 *
 * An address comes from `DATABASE_URL`, `REDIS_URL` or `NATS_URL`, or is the default port on loopback. If no server
 * answers there, one is started from the installed programs. All processes of a run share it, and it stops with the
 * run. Missing programs are installed with apt-get by root and by users with `sudo` without a password. Otherwise an
 * error says what to install.
 *
 * Servers are shared: use your own schema or key prefix, and remove it.
 */
import type { Redis } from 'ioredis';

/** Returns the address of a running PostgreSQL. Other tests may use the same database: see {@link scratchPostgres}. */
export declare function postgresUrl(): Promise<string>;
/** Returns the address of a running Redis. Use a random prefix for your keys, and delete them. */
export declare function redisUrl(): Promise<string>;
/** Returns the address of a running NATS server. */
export declare function natsUrl(): Promise<string>;

/** An empty schema in PostgreSQL for one test. */
export interface ScratchPostgres {
  /** An address whose connections use this schema. */
  readonly url: string;
  /** Drops the schema with everything in it. */
  remove(): Promise<void>;
}

/**
 * Creates a schema with a random name.
 *
 * @param server the address of a server; default {@link postgresUrl}
 */
export declare function scratchPostgres(
  server?: string | Promise<string>,
): Promise<ScratchPostgres>;

/** A random key prefix in Redis for one test. */
export interface ScratchRedis {
  readonly url: string;
  readonly prefix: string;
  /** A connection, which {@link ScratchRedis.remove} closes. */
  readonly client: Redis;
  /** Deletes the keys with the prefix. */
  remove(): Promise<void>;
}

/** Chooses a random prefix, and connects to the Redis of {@link redisUrl}. */
export declare function scratchRedis(): Promise<ScratchRedis>;

/** A server for one test. It stops with the process that started it, at the latest. */
export interface PrivateServer {
  /** Stays the same after a restart. */
  readonly url: string;
  /** Shuts the server down normally and keeps its data. */
  stop(): Promise<void>;
  /** Kills the server with SIGKILL. */
  kill(): Promise<void>;
  /** Starts the server again, on the same port with the same data. */
  start(): Promise<void>;
  /** Pauses the server: it listens, but does not respond until {@link release}. */
  hold(): Promise<void>;
  release(): Promise<void>;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts a private server from the installed programs, regardless of running servers.
 *
 * @param options `replicaOf`: the address of a private PostgreSQL to replicate, as a readable standby
 */
export declare function startPrivate(
  kind: 'postgres' | 'redis' | 'redisSentinel' | 'nats',
  options?: { readonly replicaOf?: string },
): Promise<PrivateServer>;
/**
 * Starts a PgBouncer in transaction mode.
 *
 * @param options `upstream`: the address of the PostgreSQL behind it, for example of {@link scratchPostgres}
 */
export declare function startPrivate(
  kind: 'pgbouncer',
  options: { readonly upstream: string },
): Promise<PrivateServer>;

/** A Redis cluster for one test. It stops with the process that started it, at the latest. */
export interface PrivateCluster {
  /** The nodes, masters first. The first replica belongs to the first master, and so on. */
  readonly nodes: readonly PrivateServer[];
  /** Stops the servers and removes their data. */
  remove(): Promise<void>;
}

/**
 * Starts a Redis cluster and waits until it serves all slots. Takes two to three seconds.
 *
 * @param size `masters`: default 3; `replicas`: default 0
 */
export declare function startRedisCluster(size?: {
  readonly masters?: number;
  readonly replicas?: number;
}): Promise<PrivateCluster>;

/**
 * Stops the servers of this process's run. Jest's teardown calls it. Other processes need not, because the servers
 * stop with them.
 */
export declare function stopServers(): Promise<void>;

/** A data folder of PGlite with an empty database, for one test. */
export interface ScratchPglite {
  readonly dataDir: string;
  /** Deletes the folder. Close PGlite before. */
  remove(): Promise<void>;
}

/**
 * Creates a data folder in the system's temporary folder, by copying an empty database. A copy is ten times as fast
 * as a new database.
 */
export declare function scratchPglite(): Promise<ScratchPglite>;
/**
 * Creates a data folder at a path of your choice.
 *
 * @param dataDir a folder that does not exist, or is empty
 */
export declare function putPglite(dataDir: string): Promise<void>;
