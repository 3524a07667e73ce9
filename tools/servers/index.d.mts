/**
 * Real servers for tests and benchmarks, without a set-up.
 *
 * An address is that of `DATABASE_URL`, `REDIS_URL` or `NATS_URL`, else that of the usual port on loopback. Where
 * nothing answers there, a server is started from the installed programs, one for all processes of a run, and is
 * stopped with the run. Where there are no programs, root, or who may use sudo without a
 * password, installs them by apt-get; others are told what to install.
 * Others use the same servers: take a schema or a prefix of your own, and remove it.
 */

/** The address of a PostgreSQL that answers. Others may use the same database: see {@link scratchPostgres}. */
export declare function postgresUrl(): Promise<string>;
/** The address of a Redis that answers. Take a random prefix for your keys, and delete them. */
export declare function redisUrl(): Promise<string>;
/** The address of a NATS server that answers. */
export declare function natsUrl(): Promise<string>;

/** A schema of one's own in PostgreSQL, empty. */
export interface ScratchPostgres {
  /** An address whose connections make and find tables in this schema. */
  readonly url: string;
  /** Drops it with all that is in it. */
  remove(): Promise<void>;
}

/**
 * Makes a schema with a random name.
 *
 * @param server the address of a server; default {@link postgresUrl}
 */
export declare function scratchPostgres(
  server?: string | Promise<string>,
): Promise<ScratchPostgres>;

/** A server for one test. It ends with the process that started it, at the latest. */
export interface PrivateServer {
  /** Stays the same when it is started again. */
  readonly url: string;
  /** Shuts it down as an operator would; its data stay. */
  stop(): Promise<void>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again, on the same port with the same data. */
  start(): Promise<void>;
  /** Holds it: it still listens, and answers nobody until {@link release}. */
  hold(): Promise<void>;
  release(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts a server from the installed programs, whatever else answers.
 *
 * @param options `replicaOf`: the address of a private PostgreSQL that it follows, as a standby that is read
 */
export declare function startPrivate(
  kind: 'postgres' | 'redis' | 'redisSentinel' | 'nats',
  options?: { readonly replicaOf?: string },
): Promise<PrivateServer>;
/**
 * Starts a PgBouncer in transaction mode.
 *
 * @param options `upstream`: the address of the PostgreSQL behind it, such as that of {@link scratchPostgres}
 */
export declare function startPrivate(
  kind: 'pgbouncer',
  options: { readonly upstream: string },
): Promise<PrivateServer>;

/** A Redis cluster for one test. It ends with the process that started it, at the latest. */
export interface PrivateCluster {
  /** Its nodes, the masters first: the first replica is of the first master, and so on. */
  readonly nodes: readonly PrivateServer[];
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts a Redis cluster, and waits until all slots are served. Takes two to three seconds.
 *
 * @param size `masters`: default 3; `replicas`: default none
 */
export declare function startRedisCluster(size?: {
  readonly masters?: number;
  readonly replicas?: number;
}): Promise<PrivateCluster>;

/** Stops the servers of this process's run. Jest's teardown does it; others need not, they end with the process. */
export declare function stopServers(): Promise<void>;

/** A data folder of PGlite of one's own, in which there is nothing yet. */
export interface ScratchPglite {
  readonly dataDir: string;
  /** Deletes it. PGlite has to be closed before. */
  remove(): Promise<void>;
}

/** Makes one in the system's temporary folder: a copy of one that was made once, which is ten times as fast. */
export declare function scratchPglite(): Promise<ScratchPglite>;
/**
 * The same where a test wants it.
 *
 * @param dataDir a folder that is not there, or is empty
 */
export declare function putPglite(dataDir: string): Promise<void>;
