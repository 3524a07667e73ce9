/**
 * Measures `verify`, as ratios to node:crypto and to other JWT libraries.
 *
 *   npm run bench:verify            prints tables
 *   npm run bench:verify -- --json  prints JSON
 */
import { createHmac, timingSafeEqual, verify as verifyRaw } from 'node:crypto';
import { createVerifier } from '@portcullis/core';
import { measure, ratio } from './lib/measure.mjs';
import { fast, peersFor } from './lib/peers.mjs';
import { AUDIENCE, ISSUER, makeKey, publicJwk } from './lib/tokens.mjs';

const LIMITS = { HS256: 2, RS256: 1.15, PS256: 1.15, ES256: 1.15, EdDSA: 1.15 };
/** More tokens than the default cache holds. In rotation, each is new to the cache when it comes again. */
const MORE_THAN_CACHED = 5500;
const results = [];

for (const alg of Object.keys(LIMITS)) await compareAlgorithm(alg);
await compareCacheHit();
await compareFullCache();
await compareRefusals();
await compareKeys();
await compareIssuers();
await compareTenants();
report();

function verifierOf(key, options = {}) {
  const keys = key.secret ? { secret: key.secret } : { jwks: { keys: [publicJwk(key)] } };
  return createVerifier({ issuer: ISSUER, audience: AUDIENCE, cache: false, ...keys, ...options });
}

/** Full verification, compared with the bare signature check on the same bytes and with other libraries. */
async function compareAlgorithm(alg) {
  const key = makeKey(alg);
  const token = key.token();
  const verifier = verifierOf(key);
  const times = await measure({
    raw: rawCheck(key, token),
    bare: bareVerify(key, token),
    portcullis: () => verifier.verify(token),
    ...(await peersFor(key, token)),
  });
  const { raw, bare, portcullis: ours, ...peers } = times;
  add(
    `${alg}: verify / raw node:crypto`,
    ratio(ours, raw),
    `<= ${LIMITS[alg]}`,
    (r) => r <= LIMITS[alg],
    ours,
  );
  add(
    `${alg}: signature and JSON without claim checks / raw`,
    ratio(bare, raw),
    'lower bound',
    undefined,
    bare,
  );
  for (const [name, time] of Object.entries(peers)) {
    add(`${alg}: ${name} / verify`, ratio(time, ours), '> 1', (r) => r > 1, time);
  }
}

function rawCheck(key, token) {
  const end = token.lastIndexOf('.');
  const input = Buffer.from(token.slice(0, end));
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  const check = signatureCheck(key);
  return () => check(input, signature);
}

/** The least that any verifier must do: decoding, signature, parsing. Accepts any claims and any header. */
function bareVerify(key, token) {
  const check = signatureCheck(key);
  return () => {
    const [header, payload, signature] = token.split('.');
    const input = Buffer.from(`${header}.${payload}`);
    if (!check(input, Buffer.from(signature, 'base64url'))) throw new Error('no');
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  };
}

function signatureCheck({ alg, secretKey, publicKey }) {
  if (alg === 'HS256') {
    return (input, signature) =>
      timingSafeEqual(createHmac('sha256', secretKey).update(input).digest(), signature);
  }
  const options = {
    RS256: publicKey,
    PS256: { key: publicKey, padding: 6, saltLength: 32 },
    ES256: { key: publicKey, dsaEncoding: 'ieee-p1363' },
    EdDSA: publicKey,
  }[alg];
  const hash = alg === 'EdDSA' ? null : 'sha256';
  return (input, signature) => verifyRaw(hash, input, options, signature);
}

/** The same token again, each time as a new string from a buffer, as an HTTP server creates it. */
async function compareCacheHit() {
  const key = makeKey('RS256');
  const bytes = Buffer.from(key.token());
  const fresh = () => bytes.latin1Slice(0, bytes.length);
  const verifier = verifierOf(key, { cache: {} });
  const times = await measure({
    portcullis: () => verifier.verify(fresh()),
    'fast-jwt': fast(key, fresh, true),
  });
  add(
    'cache hit: fast-jwt / verify',
    ratio(times['fast-jwt'], times.portcullis),
    '>= 2',
    (r) => r >= 2,
    times.portcullis,
  );
}

/** One hot token in a full cache, compared with a cache that holds only this token. */
async function compareFullCache() {
  const key = makeKey('HS256');
  const [few, full] = [{}, {}].map((cache) => verifierOf(key, { cache }));
  for (let i = 1; i < 5000; i++) await full.verify(key.token());
  const token = key.token();
  const times = await measure({ few: () => few.verify(token), full: () => full.verify(token) });
  add(
    'cache hit: among 5000 tokens / alone',
    ratio(times.full, times.few),
    '<= 1.5',
    (r) => r <= 1.5,
    times.full,
  );
}

/** Rejecting an invalid token, compared with accepting a new valid one; with the default cache and without a cache. */
async function compareRefusals() {
  for (const alg of ['HS256', 'RS256']) {
    await compareRefusalsOf(alg, 'default cache', { cache: {} });
    await compareRefusalsOf(alg, 'no cache', { cache: false });
  }
  await timeOddities();
}

async function compareRefusalsOf(alg, setting, options) {
  const key = makeKey(alg);
  const token = key.token();
  const next = alternating(Array.from({ length: MORE_THAN_CACHED }, () => key.token()));
  const [header, payload, signature] = token.split('.');
  const verifier = verifierOf(key, options);
  const refused = (bad) => () => verifier.verify(bad).catch(() => undefined);
  const bad = {
    'wrong signature': `${header}.${payload}.${Buffer.alloc(Buffer.from(signature, 'base64url').length, 7).toString('base64url')}`,
    expired: key.token({
      exp: Math.floor(Date.now() / 1000) - 3600,
      iat: Math.floor(Date.now() / 1000) - 7200,
    }),
    'not base64url': `${header}.${payload}.!`,
    'unknown issuer': makeKey(alg).token({ iss: 'https://other.example' }),
    'another audience': key.token({ aud: 'https://other.example' }),
  };
  const times = await measure({
    good: () => verifier.verify(next()).catch(() => undefined),
    ...Object.fromEntries(Object.entries(bad).map(([name, t]) => [name, refused(t)])),
  });
  for (const name of Object.keys(bad)) {
    add(
      `${alg}, ${setting}: rejecting (${name}) / accepting`,
      ratio(times[name], times.good),
      '<= 1',
      (r) => r <= 1,
      times[name],
    );
  }
}

function alternating(values) {
  let at = 0;
  return () => values[at++ % values.length];
}

async function timeOddities() {
  const key = makeKey('HS256');
  const [header] = key.token().split('.');
  const verifier = verifierOf(key);
  const oddities = {
    'a million dots': '.'.repeat(1e6),
    '8 KiB of {': `${Buffer.from('{'.repeat(6000)).toString('base64url')}.e30.AA`,
    '8 KiB of { as the payload': `${header}.${Buffer.from('{'.repeat(6000)).toString('base64url')}.AA`,
    '8 KiB of {"":{"":… as the payload': `${header}.${Buffer.from('{"":'.repeat(1500)).toString('base64url')}.AA`,
  };
  for (const [name, token] of Object.entries(oddities)) {
    const times = await measure({ it: () => verifier.verify(token).catch(() => undefined) });
    add(`${name}: milliseconds`, times.it.nanoseconds / 1e6, '< 1', (r) => r < 1, times.it);
  }
}

async function compareKeys() {
  const keys = Array.from({ length: 1000 }, (_, i) => [`kid-${i}`, makeKey('HS256', `kid-${i}`)]);
  const many = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    cache: false,
    secrets: Object.fromEntries(keys.map(([kid, { secret }]) => [kid, secret])),
  });
  const [kid, key] = keys[500];
  const one = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    cache: false,
    secrets: { [kid]: key.secret },
  });
  await compareSizes('1000 keys / 1 key', one, many, key.token());
}

async function compareIssuers() {
  const key = makeKey('HS256');
  const entry = (issuer) => ({ issuer, audience: AUDIENCE, secret: key.secret });
  const others = Array.from({ length: 9999 }, (_, i) => entry(`https://tenant-${i}.example.com`));
  const many = createVerifier({ cache: false, issuers: [...others, entry(ISSUER)] });
  const one = createVerifier({ cache: false, issuers: [entry(ISSUER)] });
  await compareSizes('10000 issuers / 1 issuer', one, many, key.token());
}

async function compareTenants() {
  const key = makeKey('HS256');
  const entry = (issuer) => ({ issuer, audience: AUDIENCE, secret: key.secret });
  const verifierOfTenants = (maxTenants) =>
    createVerifier({
      cache: false,
      resolveIssuer: entry,
      allowIssuer: (iss) => iss.endsWith('.example.com'),
      tenants: { maxTenants },
    });
  const [one, many] = [1, 10_000].map(verifierOfTenants);
  for (let i = 0; i < 9999; i++) {
    await many.verify(key.token({ iss: `https://tenant-${i}.example.com` }));
  }
  await compareSizes('10000 tenants / 1 tenant', one, many, key.token());
}

async function compareSizes(name, one, many, token) {
  const times = await measure({ one: () => one.verify(token), many: () => many.verify(token) });
  add(name, ratio(times.many, times.one), '0.9 to 1.1', (r) => r >= 0.9 && r <= 1.1, times.many);
}

function add(name, value, due, holds, { nanoseconds }) {
  results.push({
    case: name,
    value: Number(value.toFixed(3)),
    due,
    holds: holds?.(value),
    microseconds: Number((nanoseconds / 1000).toFixed(2)),
  });
}

function report() {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ node: process.version, results }, null, 2));
    return;
  }
  console.log(`Node ${process.version}; ratios are medians over alternating slices\n`);
  console.log('| case | ratio | must be | holds | µs |\n|---|---|---|---|---|');
  for (const { case: name, value, due, holds, microseconds } of results) {
    console.log(
      `| ${name} | ${value.toFixed(2)} | ${due} | ${holds === undefined ? '' : holds ? 'yes' : 'NO'} | ${microseconds} |`,
    );
  }
}
