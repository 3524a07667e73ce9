/** A simulated browser with tabs, a clock that tests control, and an API with configurable responses. */
import { UNREACHABLE, type Answer } from '../../../src/http/answer.js';
import type { ApiRequest } from '../../../src/http/ask.js';
import type { SessionPorts, TabMessage, Tabs } from '../../../src/session/ports.js';
import { SessionClient, type Evidence } from '../../../src/session/session-client.js';

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

export class Surroundings {
  /** Status of the responses to a sign-in, a refresh and a sign-out. */
  status = 200;
  retryAfter: number | undefined;
  /** Access tokens that the API rejects. */
  readonly revoked = new Set<string | undefined>();
  refreshes = 0;
  lastToken: string | undefined;
  /** Body of the last sign-in. */
  lastSignIn: object | undefined;
  isRemembered: boolean | undefined;

  #now = 1_800_000_000_000;
  #granted = 0;
  #timers: readonly Timer[] = [];
  #lock: Promise<unknown> = Promise.resolve();
  readonly #tabs: SessionClient[] = [];

  async openTab(evidence: Evidence): Promise<SessionClient> {
    const tab: SessionClient = new SessionClient(this.#portsOf(() => tab));
    this.#tabs.push(tab);
    await tab.start(evidence);
    return tab;
  }

  /** Advances the clock and runs due timers. */
  async pass(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { work } of due) work();
    await this.settled();
  }

  /** Advances the clock without running timers. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    this.#timers = this.#timers.map(({ at, work }) => ({ at: at + milliseconds, work }));
  }

  /** Resolves when pending work is done. Only promises are pending here. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  #portsOf(own: () => SessionClient): SessionPorts {
    return {
      tabs: this.#tabsOf(own),
      ask: async (request) => this.#answer(request),
      now: () => this.#now,
      after: (delay, work) => {
        const timer = { at: this.#now + delay, work };
        this.#timers = [...this.#timers, timer];
        return () => (this.#timers = this.#timers.filter((other) => other !== timer));
      },
      remember: (isSignedIn) => (this.isRemembered = isSignedIn),
    };
  }

  #tabsOf(own: () => SessionClient): Tabs {
    const others = () => this.#tabs.filter((tab) => tab !== own());
    return {
      exclusively: async <T>(work: () => Promise<T>): Promise<T> => {
        const turn = this.#lock.then(work);
        this.#lock = turn.catch(() => undefined);
        return turn;
      },
      tell: (message: TabMessage) => {
        for (const tab of others()) tab.hear(message);
      },
      catchUp: async () => {
        for (const tab of others()) {
          const state = tab.state();
          if (state.status === 'signed-in') own().hear({ kind: 'granted', grant: state.grant });
        }
      },
    };
  }

  #answer({ path, body, token }: ApiRequest): Answer {
    switch (path) {
      case '/auth/refresh':
        this.refreshes++;
        return this.#grant();
      case '/auth/login':
        this.lastSignIn = body;
        return this.#grant();
      case '/auth/logout':
        return { ...UNREACHABLE, status: this.status === 200 ? 204 : this.status };
      default:
        this.lastToken = token;
        return { ...UNREACHABLE, status: this.revoked.has(token) ? 401 : 200 };
    }
  }

  #grant(): Answer {
    const { status, retryAfter } = this;
    const body = { access_token: `token ${++this.#granted}`, expires_in: 900 };
    return { status, retryAfter, challenge: undefined, body: status === 200 ? body : {} };
  }
}
