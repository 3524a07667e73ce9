/** A demonstration on a session of its own: a refresh token is stolen, used by its owner, and then by the thief. */
import { isSuccess, type Answer } from '../http/answer.js';
import type { ApiRequest } from '../http/ask.js';

/** Something that happened in the demonstration. */
export interface Scene {
  readonly title: string;
  readonly detail: string;
  /** Undefined where nothing was asked. */
  readonly status?: number;
}

/** What the demonstration reaches. */
export interface Stage {
  /** Asks as who is signed in. */
  readonly askAsUser: (request: ApiRequest) => Promise<Answer>;
  readonly ask: (request: ApiRequest) => Promise<Answer>;
  /** Tells of a scene when it has happened. */
  readonly show: (scene: Scene) => void;
}

/** How often the owner goes on before the thief comes: more often than a late request of the owner's own may lag. */
const REFRESHES = 3;

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Plays it through. */
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
    show({ ...ownerGoesOn(number), status: answer.status });
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
  return isSuccess(answer) ? (answer.body as Tokens) : undefined;
}

const STOPPED: Scene = {
  title: 'The demonstration stops',
  detail: 'The API did not answer as it should. Try again in a moment.',
};
const BEGUN: Scene = {
  title: 'A session begins',
  detail: 'Another one of yours, for this demonstration. It has the refresh token T1.',
};
const STOLEN: Scene = {
  title: 'A thief copies T1',
  detail: 'Nobody notices: a copy leaves no trace.',
};

function ownerGoesOn(number: number): Scene {
  return {
    title: `The owner takes T${number} for T${number + 1}`,
    detail: `Each refresh token is used once: T${number} is worth nothing from now on.`,
  };
}

const REPLAYED: Scene = {
  title: 'The thief shows T1',
  detail:
    'It was used long ago, so two have it: one of them is a thief. The API can’t tell which, and ends the whole family.',
};
const FAMILY_OVER: Scene = {
  title: `The owner shows T${REFRESHES + 1}`,
  detail: 'It was never used, and is refused all the same: the session is over for both.',
};
const ACCESS_OVER: Scene = {
  title: 'The last access token is shown',
  detail:
    'It would be good for minutes yet, but it is of a session that is over. Your own session goes on.',
};
