import { isSuccess, type Answer } from '../http/answer.js';
import { deviceName } from '../words/device.js';

/** A session as the API lists it; times in ISO 8601. */
export interface OwnSession {
  readonly id: string;
  readonly device?: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
  readonly is_current: boolean;
}

/** The sessions in an answer; undefined where it has none. */
export function sessionsIn(answer: Answer | undefined): readonly OwnSession[] | undefined {
  return answer && isSuccess(answer) ? (answer.body as readonly OwnSession[]) : undefined;
}

/** The name of a session's device. */
export function deviceOf({ device }: OwnSession): string {
  return deviceName(device);
}

/** The path of a session. */
export function pathOf({ id }: OwnSession): string {
  return `/auth/sessions/${encodeURIComponent(id)}`;
}
