/** How to find and run a kind of server. */
export interface ServerKind {
  readonly name: string;
  readonly programs: readonly string[];
}

export declare const KINDS: Readonly<Record<'postgres' | 'redis' | 'nats', ServerKind>>;
