/** What is used of the `oidc-provider` module. */
export type OidcProviderModule = typeof import('oidc-provider');

let loading: Promise<OidcProviderModule> | undefined;

/**
 * Loads `oidc-provider` without the one line that it prints on Node 20: it is only tested upstream on
 * newer releases, while this project's own tests walk the whole flow on Node 20. Every other warning
 * passes.
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
