/** What a member of a fleet is told, and what it answers. */

/** Where the sessions are, and under which key. */
export interface StoreAddress {
  readonly kind: 'postgres' | 'redis';
  readonly url: string;
  /** Of keys in Redis. */
  readonly prefix: string;
  /** The refresh key in hex. */
  readonly key: string;
}

/** The moments of one command to a store at which a process can die. */
export const MOMENTS = ['before', 'handed over', 'sent', 'a moment later', 'answered'] as const;

/** When a member ends itself by SIGKILL. */
export interface Death {
  /** At which command to the store of its next order, from 0. */
  readonly command: number;
  readonly moment: (typeof MOMENTS)[number];
}

/** Shows one token many times at once. */
export interface Order {
  readonly token: string;
  readonly times: number;
  readonly death?: Death;
}

/** What became of an order. */
export interface Report {
  /** The distinct tokens that were granted. */
  readonly granted: readonly string[];
  /** The reasons, or the error's code, of each time that was refused. */
  readonly refused: readonly string[];
  /** How often this process was told that it has rotated. */
  readonly rotations: number;
}
