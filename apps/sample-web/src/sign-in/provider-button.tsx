import { providerButton, type Options } from './options.js';

/** Leaves for the identity provider. No form: the policy of the page lets none end anywhere else, redirects included. */
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
