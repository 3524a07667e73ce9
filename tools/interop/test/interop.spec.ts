/** Runs the part of `npm run test:interop` that needs no installation, and checks that it notices faults. */
import { Ledger, tryWith, type Verify } from '../lib/ledger.mjs';
import { ourTokens, tamperedCopies, type OurToken } from '../lib/material.mjs';
import { fitting, VERIFIERS } from '../lib/npm-verifiers.mjs';
import { SIGNERS, trySigners } from '../lib/signers.mjs';

let tokens: readonly OurToken[];

beforeAll(async () => {
  tokens = await ourTokens(['RS256', 'ES256', 'EdDSA', 'HS256']);
});

it.each(VERIFIERS)('$name accepts our tokens, before and after a rotation', async (verifier) => {
  const ledger = new Ledger();
  const mine = fitting(verifier, tokens);
  await tryWith(ledger, verifier.name, verifier.verify, mine, tamperedCopies);

  expect(mine.length).toBeGreaterThan(0);
  expect(ledger.faults).toEqual([]);
});

it.each(SIGNERS)('our verifier accepts tokens of $name', async (signer) => {
  const ledger = new Ledger();
  await trySigners(ledger, [signer]);

  expect(ledger.faults).toEqual([]);
});

it.each<[string, Verify, number]>([
  ['accepts everything', () => true, 17],
  ['accepts nothing', () => false, 5],
  ['throws for everything', () => Promise.reject(new Error('no')), 5],
])('notices a verifier that %s', async (_what, verify, count) => {
  const ledger = new Ledger();
  const some = tokens.filter(({ alg }) => alg === 'ES256');
  await tryWith(ledger, 'a verifier', verify, some, tamperedCopies);

  expect(ledger.faults).toHaveLength(count);
});

it('notices a verifier without tokens', async () => {
  const ledger = new Ledger();
  await tryWith(ledger, 'a verifier', () => true, [], tamperedCopies);
  ledger.fault('another', 'it did not start');

  expect(ledger.faults).toEqual([
    'another: it did not start',
    'a verifier accepted or rejected nothing',
    'another accepted or rejected nothing',
  ]);
});
