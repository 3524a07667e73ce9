/** Measures the memory of tenants, each with its own key at the same URL. */
import { randomBytes } from 'node:crypto';
import { createVerifier } from '@portcullis/core';
import { settledHeap } from './heap.mjs';
import { AUDIENCE, makeKey } from './tokens.mjs';

const MOST = 10_000;
const AT_ONCE = 50;
const UNKNOWN = 100_000;
/** How long an unused tenant stays cached. */
const KEPT_MS = 10_000;

/**
 * Sends a token for each of as many tenants as are kept, then for twice as many other tenants, then for unknown
 * issuers.
 *
 * @param address URL of every tenant's JWKS; its key did not sign these tokens, so nothing else is cached
 * @returns the growth after each step in MiB, and the number of JWKS fetches
 */
export async function measureTenants(address) {
  const key = makeKey('ES256');
  let fetches = 0;
  const remote = { fetch: (...request) => (fetches++, fetch(...request)) };
  let now = Date.now();
  const verifier = createVerifier({
    cache: false,
    clock: () => now,
    allowIssuer: (iss) => iss.endsWith('.example'),
    resolveIssuer: (issuer) =>
      issuer.startsWith('https://tenant-')
        ? { issuer, audience: AUDIENCE, jwksUri: address, remote }
        : null,
    tenants: { maxTenants: MOST },
  });
  const send = (iss) => verifier.verify(key.token({ iss })).catch(({ code }) => code);
  const sendAll = async (from, to) => {
    for (let i = from; i < to; i += AT_ONCE) {
      const names = Array.from({ length: AT_ONCE }, (_, j) => `https://tenant-${i + j}.example`);
      await Promise.all(names.map(send));
      now += KEPT_MS + 1; // earlier tenants can be evicted
    }
  };
  const before = await settledHeap();
  await sendAll(0, MOST);
  const kept = (await settledHeap()) - before;
  const fetchesOfKept = fetches;
  await sendAll(MOST, 3 * MOST);
  const replaced = (await settledHeap()) - before - kept;
  for (let i = 0; i < UNKNOWN; i++) await send(`https://${randomBytes(8).toString('hex')}.example`);
  const unknown = (await settledHeap()) - before - kept - replaced;
  verifier.close();
  return { kept, replaced, unknown, fetches: fetchesOfKept };
}
