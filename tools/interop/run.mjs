/**
 * `npm run test:interop`: tests with other JWT libraries. They verify our tokens, our verifier verifies theirs, and
 * all must reject tampered copies. Other clients use our issuer, and our verifier accepts other issuers. Needs built
 * packages. Installs missing libraries.
 *
 * Prints one row for each verifier. Exit code 1 if a check fails.
 */
import { installLibraries } from './lib/install.mjs';
import { languages } from './lib/languages.mjs';
import { Ledger, tryWith } from './lib/ledger.mjs';
import { ourTokens, tamperedCopies } from './lib/material.mjs';
import { fitting, installedVerifiers, VERIFIERS } from './lib/npm-verifiers.mjs';
import { installedSigners, SIGNERS, trySigners } from './lib/signers.mjs';

const ledger = new Ledger();
installLibraries();
const others = await languages();
const tokens = await ourTokens();

for (const verifier of [...VERIFIERS, ...(await installedVerifiers())]) {
  const mine = fitting(verifier, tokens);
  await tryWith(ledger, verifier.name, verifier.verify, mine, tamperedCopies);
}
for (const language of others) {
  const mine = fitting(language, tokens);
  const verdicts = await verdictsOf(language.verify, mine);
  await tryWith(ledger, language.name, ({ token }) => verdicts.get(token), mine, tamperedCopies);
}
await trySigners(ledger, [...SIGNERS, ...(await installedSigners()), ...others]);
const { tryClients } = await import('./lib/clients.mjs');
await tryClients(ledger);
const { tryIssuers } = await import('./lib/issuers.mjs');
await tryIssuers(ledger);

console.log(ledger.table());
for (const fault of ledger.faults) console.error(`FAIL ${fault}`);
process.exitCode = ledger.faults.length > 0 ? 1 : 0;

/** One process verifies all tokens and copies. */
async function verdictsOf(verify, genuine) {
  const all = genuine.flatMap((token) => [
    token,
    ...tamperedCopies(token).map((copy) => ({ ...token, token: copy })),
  ]);
  const verdicts = await verify(all);
  return new Map(all.map(({ token }, index) => [token, verdicts[index]]));
}
