import type { SignedOutReason } from '../session/ports.js';
import { News } from '../shell/news.js';

const SENTENCES: Readonly<Record<SignedOutReason, string | undefined>> = {
  'never-signed-in': undefined,
  'signed-out': 'You are signed out. Your session and its tokens have ended.',
  ended: 'Your session has ended, possibly on another device. Sign in again.',
};

/** Says why the session ended. */
export function Why({ reason }: { readonly reason: SignedOutReason }) {
  return <News sentence={SENTENCES[reason]} />;
}
