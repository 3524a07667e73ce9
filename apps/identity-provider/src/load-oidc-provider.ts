/** The `oidc-provider` module. */
export type OidcProviderModule = typeof import('oidc-provider');

let loading: Promise<OidcProviderModule> | undefined;

/**
 * Loads `oidc-provider` without its "Unsupported runtime" warning on Node.js 20. Upstream tests newer releases only;
 * this project's tests cover the whole flow on Node.js 20. Other warnings are printed.
 */
export function loadOidcProvider(): Promise<OidcProviderModule> {
  return (loading ??= importQuietly());
}

async function importQuietly(): Promise<OidcProviderModule> {
  const { warn } = console;
  console.warn = (...line: unknown[]) => {
    if (!String(line[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...line);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
