import { useAccessToken } from '../session/use-session.js';
import { PageTitle } from '../shell/page-title.js';
import { ClaimTables } from './claim-tables.js';
import { ColouredToken } from './coloured-token.js';
import { draftToken } from './draft.js';
import { PartEditors } from './part-editors.js';
import { SendToken } from './send-token.js';
import { StepList } from './step-list.js';
import { TokenSource } from './token-source.js';
import { useDraft } from './use-draft.js';
import { useSteps } from './use-steps.js';
import { useTrust } from './use-trust.js';

/** Shows a token: its parts, its verification, its claims, and what happens when it is changed. */
export function TokenView() {
  const accessToken = useAccessToken();
  const state = useDraft(accessToken);
  const token = draftToken(state.draft);
  const steps = useSteps(token, useTrust(accessToken));
  return (
    <>
      <PageTitle lead="A token has three parts, separated by dots: a header, a payload, and a signature over both.">
        Token
      </PageTitle>
      <TokenSource state={state} isSignedIn={accessToken !== undefined} />
      <section aria-labelledby="as-sent">
        <h2 id="as-sent">The encoded token</h2>
        <ColouredToken draft={state.draft} />
        <p className="notice warning">
          <strong>Anyone who holds a token can read it.</strong> Header and payload are encoded, not
          encrypted: reading them needs no key. The signature protects them against changes, not
          against reading. Never put secrets in the payload.
        </p>
      </section>
      <div className="columns">
        <PartEditors state={state} />
        <section aria-labelledby="checks">
          <h2 id="checks">How it is checked</h2>
          <p className="hint">
            Your browser runs these steps with the published keys of the issuer, and stops at the
            first failed step. Only the API can check whether a token has been revoked.
          </p>
          <StepList steps={steps} />
          <SendToken token={token} steps={steps ?? []} state={state} />
        </section>
      </div>
      <ClaimTables draft={state.draft} />
    </>
  );
}
