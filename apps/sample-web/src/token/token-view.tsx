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

/** A token in its parts: what it says, how it is checked, and what becomes of it when it is changed. */
export function TokenView() {
  const accessToken = useAccessToken();
  const state = useDraft(accessToken);
  const token = draftToken(state.draft);
  const steps = useSteps(token, useTrust(accessToken));
  return (
    <>
      <PageTitle lead="A token is a signed note in three parts with dots between: what it is, what it says, and a signature over both.">
        Token
      </PageTitle>
      <TokenSource state={state} isSignedIn={accessToken !== undefined} />
      <section aria-labelledby="as-sent">
        <h2 id="as-sent">As it is sent</h2>
        <ColouredToken draft={state.draft} />
        <p className="notice warning">
          <strong>Anybody who holds a token can read it.</strong> Header and payload are encoded,
          not encrypted: no key is needed to read them. The signature keeps them from being changed,
          not from being read. So nothing secret belongs into a payload.
        </p>
      </section>
      <div className="columns">
        <PartEditors state={state} />
        <section aria-labelledby="checks">
          <h2 id="checks">How it is checked</h2>
          <p className="hint">
            Your browser does this with the keys that the issuer publishes. The first step that
            fails is the last that is made.
          </p>
          <StepList steps={steps} />
          <SendToken token={token} steps={steps ?? []} state={state} />
        </section>
      </div>
      <ClaimTables draft={state.draft} />
    </>
  );
}
