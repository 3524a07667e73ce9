import type { TabMessage, Tabs } from './ports.js';
import type { Grant } from './grant.js';

const REFRESH_LOCK = 'portcullis-refresh';
/** Held by every open tab, so that tabs can count each other. */
const PRESENCE_LOCK = 'portcullis-tab';
const CHANNEL = 'portcullis-session';
/** How long to wait for other tabs. A frozen tab never answers. */
const LONGEST_ANSWER_MS = 300;

type WireMessage = TabMessage | { readonly kind: 'asked' } | { readonly kind: 'nothing' };

/** What a tab contributes. */
export interface TabMember {
  readonly hear: (message: TabMessage) => void;
  /** The grant to share with a tab that asks. */
  readonly grant: () => Grant | undefined;
}

/** Connects the tabs of this origin with Web Locks and a BroadcastChannel. */
export class BrowserTabs implements Tabs {
  readonly #channel = new BroadcastChannel(CHANNEL);
  #answered: () => void = () => undefined;
  /** Resolves when this tab is counted. */
  #present: Promise<void> = Promise.resolve();

  /** Starts to receive messages and to answer other tabs. */
  join(member: TabMember): void {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<WireMessage>) => {
      if (data.kind === 'asked') this.#answer(member.grant());
      else if (data.kind !== 'nothing') member.hear(data);
      if (data.kind === 'nothing' || data.kind === 'granted') this.#answered();
    });
    const manager = locks();
    if (!manager) return;
    this.#present = new Promise((resolve) => {
      void manager.request(PRESENCE_LOCK, { mode: 'shared' }, () => {
        resolve();
        return new Promise(() => undefined); // until the tab is closed
      });
    });
  }

  /** Without Web Locks (http, except on localhost) each tab acts alone. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const manager = locks();
    return manager ? await manager.request(REFRESH_LOCK, work) : work();
  }

  tell(message: TabMessage): void {
    this.#channel.postMessage(message);
  }

  async catchUp(): Promise<void> {
    await this.#present;
    const { held = [] } = (await locks()?.query()) ?? {};
    let missing = held.filter(({ name }) => name === PRESENCE_LOCK).length - 1;
    if (missing <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LONGEST_ANSWER_MS);
      this.#answered = () => {
        if (--missing > 0) return;
        clearTimeout(timer);
        resolve();
      };
      this.#channel.postMessage({ kind: 'asked' } satisfies WireMessage);
    });
    this.#answered = () => undefined;
  }

  #answer(grant: Grant | undefined): void {
    const message: WireMessage = grant ? { kind: 'granted', grant } : { kind: 'nothing' };
    this.#channel.postMessage(message);
  }
}

/** Web Locks may be missing, although the types say otherwise. */
function locks(): LockManager | undefined {
  return (navigator as { readonly locks?: LockManager }).locks;
}
