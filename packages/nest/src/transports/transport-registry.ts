/** Transports of an application. Other types of context are denied. */
import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { graphqlTransport } from './graphql.js';
import { httpTransport } from './http.js';
import { rpcTransport } from './rpc.js';
import type { Transport } from './transport.js';
import { wsTransport } from './ws.js';

const BUILT_IN: readonly Transport[] = [httpTransport, graphqlTransport, wsTransport, rpcTransport];

/** The options that the registry reads. */
export interface TransportRegistrySettings {
  readonly transports: readonly Transport[];
}

/** The built-in transports, and those of the option `transports`, which take precedence. */
@Injectable()
export class TransportRegistry {
  readonly #transports: ReadonlyMap<string, Transport>;

  constructor(@Inject(NEST_OPTIONS) { transports }: TransportRegistrySettings) {
    // A carrier is only given to the transport that returned it.
    const all = [...BUILT_IN, ...transports];
    this.#transports = new Map(all.map((transport) => [transport.type, transport]));
    for (const transport of transports) addedTransports.set(transport.type, transport);
  }

  /** Returns the transport of a context; undefined for an unknown type. */
  of(context: ExecutionContext): Transport | undefined {
    return this.#transports.get(context.getType<string>());
  }

  /** Returns whether a method is a handler of a transport that the application has added. */
  isHandler(method: object): boolean {
    return [...this.#transports.values()].some(
      (transport) => transport.isHandler?.(method) === true,
    );
  }
}

// Parameter decorators do not know the application. They only read what a guard has written.
const addedTransports = new Map<string, Transport>();
const builtIn = new Map(BUILT_IN.map((transport) => [transport.type, transport]));

/** Returns the transport of a context, for decorators of parameters. */
export function transportOf(context: ExecutionContext): Transport | undefined {
  const type = context.getType<string>();
  return addedTransports.get(type) ?? builtIn.get(type);
}
