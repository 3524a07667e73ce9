/** Listens on a channel of Redis, on a connection that does nothing else. */

/** What is needed of a connection to Redis to be told by it: a second ioredis has it. */
export interface RedisSubscriber {
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  on(event: 'message', listener: (channel: string) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  off(event: 'message', listener: (channel: string) => void): unknown;
  off(event: 'ready', listener: () => void): unknown;
}

/** @returns what ends it; the connection stays its owner's, and subscribes again by itself when it was lost */
export async function subscribeTo(
  channel: string,
  subscriber: RedisSubscriber,
  onChange: () => void,
): Promise<() => Promise<void>> {
  const told = (from: string): void => {
    if (from === channel) onChange();
  };
  subscriber.on('message', told);
  subscriber.on('ready', onChange); // what was said while it was lost was said to nobody
  await subscriber.subscribe(channel);
  return async () => {
    subscriber.off('message', told);
    subscriber.off('ready', onChange);
    await subscriber.unsubscribe(channel);
  };
}
