/** Listens on a channel of PostgreSQL, on a connection of its own. */

/** What is needed of a connection to listen on it: a `Client` of `pg` has it. */
export interface PostgresListener {
  query(text: string): Promise<unknown>;
  on(event: 'notification', listener: () => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

/** Whom a listener tells what. */
export interface ListenerCalls {
  readonly onChange: () => void;
  /** Called once when the connection is gone, unless we ended it. */
  readonly onLost: () => void;
}

/**
 * @param channel an identifier that needs no quotes
 * @returns what ends the connection
 */
export async function listenTo(
  channel: string,
  connect: () => Promise<PostgresListener>,
  { onChange, onLost }: ListenerCalls,
): Promise<() => Promise<void>> {
  const client = await connect();
  let isOver = false;
  const over = async (isLost: boolean): Promise<void> => {
    if (isOver) return;
    isOver = true;
    if (isLost) onLost();
    await client.end();
  };
  const lost = (): void => void over(true).catch(() => undefined);
  client.on('notification', onChange);
  client.on('error', lost);
  client.on('end', lost);
  try {
    await client.query(`listen ${channel}`);
  } catch (error) {
    await over(false);
    throw error;
  }
  return () => over(false);
}
