/**
 * One case of `bench/memory.mjs`, in its own process. Prints JSON.
 *
 *   node --expose-gc bench/lib/memory-case.mjs <URL of a JWKS> cache|headers|missing|refused|tenants [which]
 */
import { randomBytes } from 'node:crypto';
import { createVerifier } from '@portcullis/core';
import { RemoteJwks } from '@portcullis/core/keys';
import { settledHeap } from './heap.mjs';
import { refusedKinds } from './refused-tokens.mjs';
import { measureTenants } from './tenant-memory.mjs';
import { claimsOf } from './token-shapes.mjs';
import { AUDIENCE, ISSUER, makeKey } from './tokens.mjs';

/** HS256, because it creates many valid tokens fastest. The cached data is the same for each algorithm. */
const key = makeKey('HS256');
const WARM_UP = 500;

const [address, name, which] = process.argv.slice(2);
const CASES = {
  cache: fillCache,
  headers: fillHeaders,
  missing: fillMissing,
  refused: refuse,
  tenants: () => measureTenants(address),
};
console.log(JSON.stringify(await CASES[name](which)));

function verifierOf(options) {
  return createVerifier({ issuer: ISSUER, audience: AUDIENCE, secret: key.secret, ...options });
}

/** Returns the growth of a verifier after an action, in MiB. */
async function growth(verifier, work) {
  const before = await settledHeap();
  await work(verifier);
  const grown = (await settledHeap()) - before;
  verifier.close(); // keeps the verifier alive until now
  return grown;
}

/** Fills the cache with the highest possible limit until it stores no more tokens. */
async function fillCache(shape) {
  const most = 100_000;
  const round = 2000;
  const send = async (verifier, count) => {
    for (let i = 0; i < count; i++) await verifier.verify(key.token(claimsOf(shape)));
  };
  await send(verifierOf({ cache: { maxTokens: 1 } }), WARM_UP);
  const verifier = verifierOf({ cache: { maxTokens: most } });
  const held = () => verifier.cacheStats().size;
  const grown = await growth(verifier, async () => {
    let last = 0;
    for (let offered = 0; offered <= most; offered += round) {
      await send(verifier, round);
      if (held() < last + round / 100) return;
      last = held();
    }
  });
  return { grown, held: held() };
}

/** Different signed headers of nearly 1 KiB, far more than the cache keeps. */
async function fillHeaders() {
  const offered = 2000;
  const fill = async (verifier, count) => {
    for (let i = 0; i < count; i++) {
      const kid = randomBytes(128).toString('hex');
      const header = { alg: key.alg, kid, typ: randomBytes(361).toString('hex') };
      // Rejected for its `typ`, but only after the header was read and the signature was verified.
      await expectCode('ERR_TOKEN_TYPE', verifier.verify(key.token({}, header)));
    }
  };
  await fill(verifierOf({ cache: false }), WARM_UP);
  const grown = await growth(verifierOf({ cache: false }), (verifier) => fill(verifier, offered));
  return { grown, offered };
}

/** Unknown key IDs, each as long as possible. */
async function fillMissing() {
  const offered = 5000;
  const longest = () => ({ alg: 'ES256', kid: randomBytes(128).toString('hex') });
  const first = await remoteVerifier();
  await flood(first, WARM_UP, longest);
  first.close();
  const fill = (verifier) => flood(verifier, offered, longest);
  return { grown: await growth(await remoteVerifier(), fill), offered };
}

/** A verifier with a remote JWKS. Its time jumps to the next scheduled timer. */
async function remoteVerifier() {
  let now = Date.now();
  const clock = () => now;
  const after = (milliseconds, task) => {
    now += milliseconds;
    const due = setImmediate(() => task());
    return () => clearImmediate(due);
  };
  const keys = new RemoteJwks(address, {}, { clock, scheduler: after });
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, clock });
  await verifier.warmUp();
  return verifier;
}

/** Tokens with unknown key IDs, a thousand at a time: as many as can wait for one fetch. */
async function flood(verifier, count, header) {
  const send = () => expectCode('ERR_KEY_NOT_FOUND', verifier.verify(key.token({}, header())));
  for (let sent = 0; sent < count; sent += 1000) {
    await Promise.all(Array.from({ length: Math.min(1000, count - sent) }, send));
  }
}

/** Rejected tokens, the same number of each kind. Measures the heap after each kind. */
async function refuse(each) {
  const local = verifierOf({ secret: undefined, secrets: { [key.kid]: key.secret } });
  const remote = await remoteVerifier();
  const kinds = Object.entries(refusedKinds(key)).map(([kind, { make, code }]) => ({
    kind,
    send: async (count) => {
      for (let i = 0; i < count; i++) await expectCode(code, local.verify(make()));
    },
  }));
  const randomKeyId = () => ({ alg: 'ES256', kid: randomBytes(16).toString('hex') });
  kinds.push({
    kind: 'with a random key ID, remote keys',
    send: (count) => flood(remote, count, randomKeyId),
  });
  for (const { send } of kinds) await send(WARM_UP);
  const before = await settledHeap();
  const samples = [];
  for (const { kind, send } of kinds) {
    await send(Number(each));
    samples.push({ kind, grown: (await settledHeap()) - before });
  }
  local.close();
  remote.close();
  return samples;
}

/** A token with a different result would measure something else. */
async function expectCode(code, verification) {
  const outcome = await verification.then(
    () => 'accepted',
    (error) => error.code,
  );
  if (outcome !== code) throw new Error(`wrong result: received ${outcome}, expected ${code}`);
}
