import type { TabMessage, Tabs } from './ports.js';
import type { Grant } from './grant.js';

const REFRESH_LOCK = 'portcullis-refresh';
/** Held by every tab for as long as it lives, so that each can count the others. */
const PRESENCE_LOCK = 'portcullis-tab';
const CHANNEL = 'portcullis-session';
/** A tab that the browser has frozen never answers. */
const LONGEST_ANSWER_MS = 300;

type WireMessage = TabMessage | { readonly kind: 'asked' } | { readonly kind: 'nothing' };

/** How a tab takes part. */
export interface TabMember {
  readonly hear: (message: TabMessage) => void;
  /** What it would tell a tab that asks. */
  readonly grant: () => Grant | undefined;
}

/** The other tabs by Web Locks and a BroadcastChannel; both reach this origin alone. */
export class BrowserTabs implements Tabs {
  readonly #channel = new BroadcastChannel(CHANNEL);
  #answered: () => void = () => undefined;
  /** Resolves when this tab is among those that are counted. */
  #present: Promise<void> = Promise.resolve();

  /** From then on messages are heard, and other tabs answered. */
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

  /** Without Web Locks, which http beyond localhost has not, each tab is on its own. */
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

/** The types say that it is always there. */
function locks(): LockManager | undefined {
  return (navigator as { readonly locks?: LockManager }).locks;
}
