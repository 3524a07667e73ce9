import { providerButton, type Options } from './options.js';

/** Goes to the identity provider. Not a form: the page's policy forbids forms that are redirected to another origin. */
export function ProviderButton({
  provider,
}: {
  readonly provider: NonNullable<Options['identity_provider']>;
}) {
  return (
    <div className="other-way">
      <p>or</p>
      <button type="button" onClick={() => location.assign('/auth/provider')}>
        {providerButton(provider)}
      </button>
    </div>
  );
}
