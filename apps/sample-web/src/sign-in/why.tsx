import type { SignedOutReason } from '../session/ports.js';
import { News } from '../shell/news.js';

const SENTENCES: Readonly<Record<SignedOutReason, string | undefined>> = {
  'never-signed-in': undefined,
  'signed-out': 'You are signed out: the session is over, with its tokens.',
  ended: 'Your session has ended, or was ended elsewhere. Please sign in again.',
};

/** Why nobody is signed in any more. */
export function Why({ reason }: { readonly reason: SignedOutReason }) {
  return <News sentence={SENTENCES[reason]} />;
}
