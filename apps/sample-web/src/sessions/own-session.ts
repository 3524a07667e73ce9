import { bodyOf, type Answer } from '../http/answer.js';
import { deviceName } from '../words/device.js';

/** A session, as the API lists it. Times are in ISO 8601. */
export interface OwnSession {
  readonly id: string;
  readonly device?: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
  readonly is_current: boolean;
}

/** Returns the sessions of a response; undefined after an error. */
export function sessionsIn(answer: Answer | undefined): readonly OwnSession[] | undefined {
  return bodyOf(answer) as readonly OwnSession[] | undefined;
}

/** Returns the name of the device of a session. */
export function deviceOf({ device }: OwnSession): string {
  return deviceName(device);
}

/** Returns the API path of a session. */
export function pathOf({ id }: OwnSession): string {
  return `/auth/sessions/${encodeURIComponent(id)}`;
}
