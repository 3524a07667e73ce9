/**
 * What is known of one carrier: a request, message or operation. It is one record, attached to the carrier by a private
 * field. No code outside of this file can read, copy or forge it, and the garbage collector pays for no table.
 */
import type { ExecutionContext } from '@nestjs/common';
import type { Authenticated } from './authenticated.js';
import type { Look } from './look.js';

/** The rules of an application, as far as decorators of parameters ask. */
export interface AccessReader {
  of(context: ExecutionContext): { readonly access: string };
}

/** The record of a carrier. The first three fields are for all applications, the others for one. */
export class RequestRecord {
  /** The response of an HTTP request: Passport strategies see the request alone, and a challenge needs the response. */
  response: object | undefined = undefined;
  /** The rules that a guard has applied last. Decorators of parameters know no application. */
  rules: AccessReader | undefined = undefined;
  /** What some application has authenticated the carrier as, for decorators. */
  shown: Authenticated | undefined = undefined;

  /** The application whose fields follow: its {@link Exchanges}. */
  owner: object | undefined = undefined;
  /** Whether the application's global guard has received this request. */
  isReceived = false;
  authenticated: Authenticated | undefined = undefined;
  /** What was found of the credential. */
  look: Look | undefined = undefined;
  /** The exchange in progress of a carrier that outlives an exchange, and how many guards are working on it. */
  current: object | undefined = undefined;
  guards = 0;
  /** What was logged and reported to the hooks. */
  told: Set<object> | undefined = undefined;
  /** Called once when the carrier is authenticated. */
  listener: ((authenticated: Authenticated) => void) | undefined = undefined;
  /** The same for another application in this process that has seen the carrier. */
  next: RequestRecord | undefined = undefined;

  /** Returns the record of an application, which is created if it does not exist yet. */
  of(owner: object): RequestRecord {
    if (this.owner === owner) return this;
    if (this.owner === undefined) {
      this.owner = owner;
      return this;
    }
    this.next ??= new RequestRecord();
    return this.next.of(owner);
  }
}

/** A constructor that returns an object adds the private fields of a class that extends it to that object. */
const Given = function given(carrier: object): object {
  return carrier;
} as unknown as new (carrier: object) => object;

class Carrier extends Given {
  readonly #record = new RequestRecord();

  static recordOf(carrier: object): RequestRecord | undefined {
    return #record in carrier ? carrier.#record : undefined;
  }
}

/** Returns the record of a carrier, if it has one. */
export function existingRecordOf(carrier: object): RequestRecord | undefined {
  return Carrier.recordOf(carrier);
}

/** Returns the record of a carrier, which is created if it does not exist yet. */
export function recordOf(carrier: object): RequestRecord {
  const record = Carrier.recordOf(carrier);
  if (record !== undefined) return record;
  return Carrier.recordOf(new Carrier(carrier)) as RequestRecord;
}
