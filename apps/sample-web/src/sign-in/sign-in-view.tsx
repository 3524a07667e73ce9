import { usePublicAnswer } from '../http/use-answer.js';
import { useSessionState } from '../session/use-session.js';
import { PageTitle } from '../shell/page-title.js';
import { usePlace } from '../shell/use-place.js';
import { optionsIn } from './options.js';
import { PasswordForm } from './password-form.js';
import { ProviderButton } from './provider-button.js';
import { Why } from './why.js';

/** The first view: what this is, and the ways in. */
export function SignInView() {
  const options = optionsIn(usePublicAnswer('/auth/options').answer);
  const state = useSessionState();
  const hasFailed = usePlace().parameters.get('error') === 'provider';
  return (
    <>
      <PageTitle lead="See what a JSON Web Token is: sign in, read yours, change it, and watch it being refused.">
        Sign in
      </PageTitle>
      {state.status === 'signed-out' && <Why reason={state.reason} />}
      {hasFailed && (
        <p role="alert" className="notice error">
          The sign-in with the identity provider did not succeed. Nobody is signed in. Try again, or
          sign in with a password.
        </p>
      )}
      <div className="columns">
        <section aria-labelledby="ways-in">
          <h2 id="ways-in">Ways in</h2>
          <PasswordForm users={options?.demo_users ?? []} />
          {options?.identity_provider && <ProviderButton provider={options.identity_provider} />}
        </section>
        <section aria-labelledby="what-happens">
          <h2 id="what-happens">What happens then</h2>
          <ol className="story">
            <li>
              The API checks who you are and signs a short note:{' '}
              <em>this is Demo admin, an admin, for the next minutes</em>. That note is the{' '}
              <strong>access token</strong>.
            </li>
            <li>
              This page sends the note with each request. The API looks at the signature and the
              time, and needs to look up nothing.
            </li>
            <li>
              Before the time is over, the page fetches the next note with a{' '}
              <strong>refresh token</strong>, which is in a cookie that no script can read.
            </li>
          </ol>
          <p>
            Without signing in you can paste any token under <a href="#token">Token</a> and have it
            explained.
          </p>
        </section>
      </div>
    </>
  );
}
