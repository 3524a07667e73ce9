/** Demonstrates a stolen refresh token in a separate session: the owner uses it, and then the thief. */
import { bodyOf, type Answer } from '../http/answer.js';
import type { ApiRequest } from '../http/ask.js';

/** A step of the demonstration. */
export interface Scene {
  readonly title: string;
  readonly detail: string;
  /** Status of the response; undefined for a step without a request. */
  readonly status?: number;
}

/** Dependencies of the demonstration. */
export interface Stage {
  /** Sends a request as the signed-in user. */
  readonly askAsUser: (request: ApiRequest) => Promise<Answer>;
  readonly ask: (request: ApiRequest) => Promise<Answer>;
  /** Shows a finished step. */
  readonly show: (scene: Scene) => void;
}

/** Refreshes by the owner before the thief: more than the reuse grace allows for late requests. */
const REFRESHES = 3;

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Runs the demonstration. */
export async function demonstrateTheft({ askAsUser, ask, show }: Stage): Promise<void> {
  const refresh = (refreshToken: string) =>
    ask({
      method: 'POST',
      path: '/auth/refresh',
      body: { refresh_token: refreshToken },
      cookies: false,
    });
  const begun = await askAsUser({ method: 'POST', path: '/auth/sessions/demonstration', body: {} });
  const first = tokensIn(begun);
  if (!first) return show({ ...STOPPED, status: begun.status });
  show({ ...BEGUN, status: begun.status });
  show(STOLEN);
  let owned = first;
  for (let number = 1; number <= REFRESHES; number++) {
    const answer = await refresh(owned.refresh_token);
    const next = tokensIn(answer);
    if (!next) return show({ ...STOPPED, status: answer.status });
    owned = next;
    show({ ...ownerRefreshes(number), status: answer.status });
  }
  const replayed = await refresh(first.refresh_token);
  show({ ...REPLAYED, status: replayed.status });
  const newest = await refresh(owned.refresh_token);
  show({ ...FAMILY_OVER, status: newest.status });
  const path = '/profile';
  const used = await ask({ method: 'GET', path, token: owned.access_token, cookies: false });
  show({ ...ACCESS_OVER, status: used.status });
}

function tokensIn(answer: Answer): Tokens | undefined {
  return bodyOf(answer) as Tokens | undefined;
}

const STOPPED: Scene = {
  title: 'The demonstration stopped',
  detail: 'The API returned an unexpected response. Try again in a moment.',
};
const BEGUN: Scene = {
  title: 'A session starts',
  detail: 'A second session of yours, for this demonstration. Its refresh token is T1.',
};
const STOLEN: Scene = {
  title: 'A thief copies T1',
  detail: 'Nobody notices: copying leaves no trace.',
};

function ownerRefreshes(number: number): Scene {
  return {
    title: `The owner exchanges T${number} for T${number + 1}`,
    detail: `Each refresh token is used only once: T${number} is worthless now.`,
  };
}

const REPLAYED: Scene = {
  title: 'The thief uses T1',
  detail:
    'T1 was used before, so two parties have it. The API can’t tell which one is the thief, and ends the session.',
};
const FAMILY_OVER: Scene = {
  title: `The owner uses T${REFRESHES + 1}`,
  detail: 'It was never used, but it is rejected: the session has ended for both.',
};
const ACCESS_OVER: Scene = {
  title: 'The last access token is used',
  detail:
    'It has not expired, but its session has ended, so it is rejected. Your own session continues.',
};
