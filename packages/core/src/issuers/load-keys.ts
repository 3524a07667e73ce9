/** Loads the keys of issuers: ahead, or again. */
import type { TrustedIssuer } from './trusted-issuer.js';

/** Loads what can be loaded ahead; answers with the issuers that failed. */
export async function warmUpAll(
  issuers: Iterable<TrustedIssuer>,
): Promise<readonly { readonly issuer: string; readonly error: unknown }[]> {
  const failed: { issuer: string; error: unknown }[] = [];
  await Promise.all(
    [...issuers].map(async ({ issuer, keys }) => {
      try {
        await keys.warmUp?.();
      } catch (error) {
        failed.push({ issuer, error });
      }
    }),
  );
  return failed;
}

/** Fetches keys now. Every source is waited for, whichever fails; then the first failure is thrown. */
export async function refreshAll(issuers: Iterable<TrustedIssuer>): Promise<void> {
  const refreshed = [...issuers].map(async ({ keys }) => keys.refresh?.());
  for (const result of await Promise.allSettled(refreshed)) {
    if (result.status === 'rejected') throw result.reason;
  }
}
