import { usePublicAnswer } from '../http/use-answer.js';
import { useSessionState } from '../session/use-session.js';
import { PageTitle } from '../shell/page-title.js';
import { usePlace } from '../shell/use-place.js';
import { optionsIn } from './options.js';
import { PasswordForm } from './password-form.js';
import { ProviderButton } from './provider-button.js';
import { Why } from './why.js';

/** The first view: what the page shows, and the ways to sign in. */
export function SignInView() {
  const options = optionsIn(usePublicAnswer('/auth/options').answer);
  const state = useSessionState();
  const hasFailed = usePlace().parameters.get('error') === 'provider';
  return (
    <>
      <PageTitle lead="See what a JSON Web Token is: sign in, read your token, change it, and watch the API reject it.">
        Sign in
      </PageTitle>
      {state.status === 'signed-out' && <Why reason={state.reason} />}
      {hasFailed && (
        <p role="alert" className="notice error">
          The sign-in with the identity provider failed. Try again, or sign in with a password.
        </p>
      )}
      <div className="columns">
        <section aria-labelledby="ways">
          <h2 id="ways">Choose how to sign in</h2>
          <PasswordForm users={options?.demo_users ?? []} />
          {options?.identity_provider && <ProviderButton provider={options.identity_provider} />}
        </section>
        <section aria-labelledby="what-happens">
          <h2 id="what-happens">What happens when you sign in</h2>
          <ol className="story">
            <li>
              The API checks who you are and signs an <strong>access token</strong>:{' '}
              <em>this is Demo admin, an admin, valid for 15 minutes</em>.
            </li>
            <li>
              The page sends the token with each request. The API checks its signature and expiry,
              and that it has not been revoked.
            </li>
            <li>
              Before it expires, the page gets a new one with a <strong>refresh token</strong>. The
              refresh token is in a cookie that scripts cannot read.
            </li>
          </ol>
          <p>
            Without signing in, you can paste any token under <a href="#token">Token</a> to see it
            explained.
          </p>
        </section>
      </div>
    </>
  );
}
