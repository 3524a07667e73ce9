/** Replaces how the WebSocket adapter of an application creates servers. */
import type { ApplicationConfig } from '@nestjs/core';

/** Creates a server of sockets, or returns the one that listens at the same address. */
export type CreateServer<Options> = (port: number, options: Options) => unknown;

interface Adapter<Options> {
  create(port: number, options?: Options): unknown;
}

/**
 * Has each server of the application created by `create`, which is given the adapter's own function. Every adapter passes
 * `setIoAdapter`, also the one that Nest chooses itself, so that no gateway can be opened past it.
 */
export function replaceServerCreation<Options extends object>(
  config: ApplicationConfig,
  create: (port: number, options: Options, original: CreateServer<Options>) => unknown,
): void {
  const replaced = new WeakSet<object>();
  const replace = (adapter: Adapter<Options> | null | undefined): void => {
    if (!adapter || replaced.has(adapter)) return;
    replaced.add(adapter);
    const original = adapter.create.bind(adapter);
    adapter.create = (port, options = {} as Options) => create(port, options, original);
  };
  const setAdapter = config.setIoAdapter.bind(config);
  config.setIoAdapter = (adapter) => {
    replace(adapter as Adapter<Options> | null);
    setAdapter(adapter);
  };
  replace(config.getIoAdapter() as Adapter<Options> | null);
}
