/** Orders to a member of a fleet, and its answers. */

/** The location of the sessions, and their refresh key. */
export interface StoreAddress {
  readonly kind: 'postgres' | 'redis';
  readonly url: string;
  /** The prefix of keys in Redis. */
  readonly prefix: string;
  /** The refresh key in hex. */
  readonly key: string;
}

/** The moments of a store command at which a process can die. */
export const MOMENTS = ['before', 'handed over', 'sent', 'a moment later', 'answered'] as const;

/** When a member ends itself by SIGKILL. */
export interface Death {
  /** The index of the store command in its next order, from 0. */
  readonly command: number;
  readonly moment: (typeof MOMENTS)[number];
}

/** Sends one token many times at once. */
export interface Order {
  readonly token: string;
  readonly times: number;
  readonly death?: Death;
}

/** The result of an order. */
export interface Report {
  /** The distinct tokens that were granted. */
  readonly granted: readonly string[];
  /** The reason or error code of each rejected attempt. */
  readonly refused: readonly string[];
  /** The number of rotations that the store confirmed to this process. */
  readonly rotations: number;
}
