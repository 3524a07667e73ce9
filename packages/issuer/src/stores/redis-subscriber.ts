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

/** Who listens on one channel over one connection, which can be subscribed to it once, and ended once for all of them. */
interface Audience {
  readonly listeners: Set<() => void>;
  readonly subscribed: Promise<unknown>;
  /** Ends the listening of the connection. */
  readonly detach: () => void;
}

const AUDIENCES = new WeakMap<RedisSubscriber, Map<string, Audience>>();

/** @returns what ends it; the connection stays its owner's, and subscribes again by itself when it was lost */
export async function subscribeTo(
  channel: string,
  subscriber: RedisSubscriber,
  onChange: () => void,
): Promise<() => Promise<void>> {
  const audiences = AUDIENCES.get(subscriber) ?? new Map<string, Audience>();
  AUDIENCES.set(subscriber, audiences);
  const audience = audiences.get(channel) ?? gather(channel, subscriber);
  audiences.set(channel, audience);
  const listener = (): void => onChange();
  audience.listeners.add(listener);
  /** @returns whether nobody is left: an UNSUBSCRIBE before would end the others' listening too */
  const leave = (): boolean => {
    if (!audience.listeners.delete(listener) || audience.listeners.size > 0) return false;
    audiences.delete(channel);
    audience.detach();
    return true;
  };
  try {
    await audience.subscribed;
  } catch (error) {
    leave();
    throw error;
  }
  return async () => {
    if (leave()) await subscriber.unsubscribe(channel);
  };
}

function gather(channel: string, subscriber: RedisSubscriber): Audience {
  const subscribed = subscriber.subscribe(channel);
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());
  const told = (from: string): void => {
    if (from === channel) tell();
  };
  subscriber.on('message', told);
  subscriber.on('ready', tell); // what was said while it was lost was said to nobody
  const detach = (): void => {
    subscriber.off('message', told);
    subscriber.off('ready', tell);
  };
  return { listeners, subscribed, detach };
}
