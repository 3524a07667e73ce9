/**
 * Microservices of @nestjs/microservices. The credential is `authorization` in gRPC metadata, in NATS headers or in the
 * metadata of a TCP or Redis packet. A client that can send none of these puts it into the payload:
 * `{ metadata: { authorization: 'Bearer …' }, … }`.
 */
import type { ExecutionContext } from '@nestjs/common';
import { equalsIgnoringCase, type HttpOutcome } from '@portcullis/core/bearer';
import { oneCredential, readBearer } from './single-credential.js';
import { refusalBody, refusalCode } from './refusal-code.js';
import type { Transport } from './transport.js';

/** gRPC metadata, as far as authentication reads it. */
interface GrpcMetadata {
  get(name: string): unknown;
  getMap(): unknown;
}

/** Headers of NATS, as far as authentication reads them. */
interface NatsHeaders {
  keys(): Iterable<string>;
  values(name: string): Iterable<string>;
}

/** Context of a message of any broker. */
interface RpcContext {
  readonly getHeaders?: (this: RpcContext) => unknown;
  readonly getMetadata?: (this: RpcContext) => unknown;
}

const payloads = new WeakMap<object, unknown>();
const users = new WeakMap<object, unknown>();

/** Messages, events and calls of @nestjs/microservices. */
export const rpcTransport: Transport = {
  type: 'rpc',

  carrierOf(context: ExecutionContext): object {
    const payload = context.getArgByIndex<unknown>(0);
    const given = context.getArgByIndex<unknown>(1);
    const carrier = isObject(given) ? given : isObject(payload) ? payload : {};
    payloads.set(carrier, payload);
    return carrier;
  },

  credentialOf(carrier: object): string | undefined {
    return oneCredential([
      ...metadataValues(carrier).map(readBearer),
      readBearer(payloadAuthorization(payloads.get(carrier))),
    ]);
  },

  setUser: (carrier: object, user: unknown) => void users.set(carrier, user),
  userOf: (carrier: object) => users.get(carrier),
  exchangeOf: (context: ExecutionContext) => context.getArgs<unknown[]>(), // one message: Nest hands all guards the same list

  async refuse(carrier: object, outcome: HttpOutcome): Promise<Error> {
    const { RpcException } = await import('@nestjs/microservices');
    const { message } = outcome.body;
    // gRPC sends `details` and the number `code`.
    return isGrpcMetadata(carrier)
      ? new RpcException({ code: refusalCode(outcome).grpc, message, details: message })
      : new RpcException(refusalBody(outcome));
  },
};

/** Returns each `authorization` outside of the payload. */
function metadataValues(carrier: object): readonly unknown[] {
  if (isGrpcMetadata(carrier)) {
    const values = carrier.get('authorization');
    return Array.isArray(values) && values.length > 0 ? [values] : [];
  }
  const { getHeaders, getMetadata } = carrier as RpcContext;
  const headers = typeof getHeaders === 'function' ? getHeaders.call(carrier) : undefined;
  const metadata = typeof getMetadata === 'function' ? getMetadata.call(carrier) : undefined;
  return [...natsAuthorization(headers), ...authorizationIn(metadata)];
}

function natsAuthorization(headers: unknown): readonly unknown[] {
  if (!isObject(headers) || !('keys' in headers) || !('values' in headers)) return [];
  const sent = headers as NatsHeaders;
  const named = [...sent.keys()].filter((name) => equalsIgnoringCase(name, 'authorization'));
  return named.flatMap((name) => [...sent.values(name)]);
}

/** Returns the values of own properties named `authorization`, in any case. */
function authorizationIn(metadata: unknown): readonly unknown[] {
  if (!isObject(metadata)) return [];
  return Object.entries(metadata)
    .filter(([name]) => equalsIgnoringCase(name, 'authorization'))
    .map(([, value]) => value as unknown);
}

function payloadAuthorization(payload: unknown): unknown {
  if (!isObject(payload) || !Object.hasOwn(payload, 'metadata')) return undefined;
  const values = authorizationIn((payload as { readonly metadata: unknown }).metadata);
  return values.length > 0 ? values : undefined;
}

function isGrpcMetadata(value: object): value is GrpcMetadata {
  return (
    typeof (value as Partial<GrpcMetadata>).get === 'function' &&
    typeof (value as Partial<GrpcMetadata>).getMap === 'function'
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
