/** How a kind of server is found and run. */
export interface ServerKind {
  readonly name: string;
  readonly programs: readonly string[];
}

export declare const KINDS: Readonly<Record<'postgres' | 'redis' | 'nats', ServerKind>>;
