/** The verification in the browser agrees with the verifier, and names the failed step. */
import { createVerifier } from '@portcullis/core';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { segmentOfText } from '../../src/token/base64url.js';
import { withMembers, draftToken } from '../../src/token/draft.js';
import { tamperings } from '../../src/token/tampering.js';
import type { PublishedKey, Trust } from '../../src/token/trust.js';
import { verificationSteps } from '../../src/token/verification.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'api';
const NOW = 1_800_000_000;
const CLAIMS: JWTPayload = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'somebody',
  iat: NOW - 60,
  exp: NOW + 600,
  role: 'viewer',
};
const ALGORITHMS = ['RS256', 'PS384', 'ES256', 'ES512', 'EdDSA'];

interface Signer {
  readonly key: CryptoKey;
  readonly jwk: PublishedKey;
}

async function signer(alg: string, kid = `key-${alg}`): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' } as PublishedKey;
  return { key: privateKey, jwk };
}

let signers: ReadonlyMap<string, Signer>;
let trust: Trust;
/** A valid token. */
let token: string;

async function sign(
  claims: JWTPayload = {},
  header: Record<string, unknown> = {},
  alg = 'ES256',
): Promise<string> {
  const { key, jwk } = signers.get(alg) as Signer;
  return new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg, kid: jwk.kid as string, typ: 'at+jwt', ...header })
    .sign(key, { crit: { x: true } });
}

beforeAll(async () => {
  const made = await Promise.all(ALGORITHMS.map((alg) => signer(alg)));
  signers = new Map(made.map((one, i) => [ALGORITHMS[i] as string, one]));
  const next = await signer('ES512', 'key-ES512-next');
  trust = { issuer: ISSUER, audience: AUDIENCE, keys: [...made, next].map(({ jwk }) => jwk) };
  token = await sign();
});

/** Whether the verifier accepts a token. */
async function isAccepted(given: string): Promise<boolean> {
  const { issuer, audience, keys } = trust;
  const jwks = { keys: keys as readonly { kty: string }[] };
  const verifier = createVerifier({ issuer, audience, jwks, clock: () => NOW * 1000 });
  return verifier.verify(given).then(
    () => true,
    () => false,
  );
}

/** Returns the failed step; undefined if every step passes. */
async function failingStep(given: string, at = NOW): Promise<string | undefined> {
  const steps = await verificationSteps(given, trust, at);
  return steps.find(({ state }) => state === 'failed')?.title;
}

describe('the steps of a verification', () => {
  it.each(ALGORITHMS)('all pass for a valid token signed with %s', async (alg) => {
    const good = await sign({}, {}, alg);
    const steps = await verificationSteps(good, trust, NOW);
    expect(steps.map(({ state }) => state)).toEqual(steps.map(() => 'passed'));
    expect(await isAccepted(good)).toBe(true);
  });

  it('stop at the first failure', async () => {
    const steps = await verificationSteps(
      draftToken({ original: token, signature: 'AAAA' }),
      trust,
      NOW,
    );
    const states = steps.map(({ state }) => state);
    expect(states.slice(0, 5)).toEqual(['passed', 'passed', 'passed', 'passed', 'failed']);
    expect(new Set(states.slice(5))).toEqual(new Set(['not reached']));
  });

  const BAD: readonly (readonly [string, string, () => string | Promise<string>])[] = [
    ['an empty token', 'Three parts', () => ''],
    ['two parts', 'Three parts', () => token.split('.').slice(0, 2).join('.')],
    ['four parts', 'Three parts', () => `${token}.AAAA`],
    ['padding', 'Three parts', () => token.replace('.', '=.').replace(/\.(\w)/, '.=$1')],
    ['a duplicate claim', 'Three parts', () => withPayload('{"sub":"a","sub":"b"}')],
    ['an array as payload', 'Three parts', () => withPayload('[]')],
    ['a header that is not JSON', 'Header', () => withHeader('nonsense')],
    ['a header without alg', 'Header', () => withHeader('{}')],
    ['a critical extension', 'Header', () => withHeader('{"alg":"ES256","crit":["x"]}')],
    ['a kid that is a number', 'Header', () => withHeader('{"alg":"ES256","kid":1}')],
    ['an unknown key', 'Key', () => sign({}, { kid: 'another' })],
    ['no kid and two keys of its alg', 'Key', () => sign({}, { kid: undefined }, 'ES512')],
    ['the algorithm of another key', 'Algorithm', () => withHeader(headerOf('RS256', 'key-ES256'))],
    ['alg none', 'Algorithm', () => withHeader(headerOf('none', 'key-ES256'))],
    ['alg none of another issuer', 'Algorithm', () => unsigned('none')],
    ['alg nOnE of another issuer', 'Algorithm', () => unsigned('nOnE')],
    ['HMAC with a public key', 'Algorithm', () => withHeader(headerOf('HS256', 'key-RS256'))],
    ['a signature of another key', 'Signature', () => withHeader(headerOf('RS256', 'key-RS256'))],
    ['no signature', 'Signature', () => `${token.slice(0, token.lastIndexOf('.'))}.`],
    ['an expired token', 'Expiry', () => sign({ exp: NOW - 5, iat: NOW - 60 })],
    ['an exp that is a string', 'Expiry', () => sign({ exp: 'soon' as unknown as number })],
    ['a missing exp', 'Expiry', () => sign({ exp: undefined as unknown as number })],
    ['an nbf in the future', 'Not before', () => sign({ nbf: NOW + 6 })],
    ['an iat in the future', 'Not before', () => sign({ iat: NOW + 6 })],
    ['a lifetime that is too long', 'Not before', () => sign({ exp: NOW + 40 * 86_400 })],
    ['an issuer with our prefix', 'Issuer', () => sign({ iss: `${ISSUER}.evil.example` })],
    ['another audience', 'Audience', () => sign({ aud: 'another' })],
    ['an audience with our prefix', 'Audience', () => sign({ aud: `${AUDIENCE}-of-another` })],
    [
      'an audience that is not only strings',
      'Audience',
      () => sign({ aud: [AUDIENCE, 1] as string[] }),
    ],
    ['no subject', 'Audience', () => sign({ sub: undefined as unknown as string })],
    ['the typ of a logout token', 'Token type', () => sign({}, { typ: 'logout+jwt' })],
    ['an at_hash', 'Token type', () => sign({ at_hash: 'x' })],
    ['a nonce', 'Token type', () => sign({ nonce: 'x' }, { typ: 'JWT' })],
    ['the token_use id', 'Token type', () => sign({ token_use: 'id' })],
  ];

  it.each(BAD)('reject %s at the step %s, as the verifier does', async (_what, step, make) => {
    const bad = await make();
    expect(await failingStep(bad)).toBe(step);
    expect(await isAccepted(bad)).toBe(false);
  });

  const GOOD: readonly (readonly [string, () => Promise<string>])[] = [
    ['an exp within the clock tolerance', () => sign({ exp: NOW - 4 })],
    ['an nbf within the clock tolerance', () => sign({ nbf: NOW + 5 })],
    ['an nbf of 0', () => sign({ nbf: 0 })],
    ['several audiences', () => sign({ aud: ['another', AUDIENCE] })],
    ['no typ', () => sign({}, { typ: undefined })],
    ['no kid and one key of its alg', () => sign({}, { kid: undefined })],
    ['a nonce in a token with typ at+jwt', () => sign({ nonce: 'x' })],
  ];

  it.each(GOOD)('accept %s, as the verifier does', async (_what, make) => {
    const good = await make();
    expect(await failingStep(good)).toBeUndefined();
    expect(await isAccepted(good)).toBe(true);
  });

  it('report that the signature of another issuer cannot be checked', async () => {
    const foreign = await sign({ iss: 'https://another.example' });
    const steps = await verificationSteps(foreign, trust, NOW);
    const stateOf = (wanted: string) => steps.find(({ title }) => title === wanted)?.state;
    expect(stateOf('Signature')).toBe('not checked here');
    expect(stateOf('Issuer')).toBe('failed');
  });

  it('report that a signature with a secret cannot be checked', async () => {
    const shared = withHeader(headerOf('HS256', 'secret'));
    const steps = await verificationSteps(shared, { ...trust, keys: [] }, NOW);
    expect(steps.map(({ state }) => state)).not.toContain('failed');
    expect(steps.map(({ state }) => state)).toContain('not checked here');
  });
});

describe('a typical attack', () => {
  it('is rejected', async () => {
    for (const { apply } of tamperings({ original: token })) {
      const tampered = draftToken(apply({ original: token }));
      expect(await failingStep(tampered)).toMatch(/^(?:Signature|Algorithm)$/);
      expect(await isAccepted(tampered)).toBe(false);
    }
  });

  it('leaves no trace when it is undone', async () => {
    const tampered = withMembers({ original: token }, 'payload', { role: 'admin' });
    const restored = withMembers(tampered, 'payload', { role: 'viewer' });
    expect(await failingStep(draftToken(restored))).toBeUndefined();
  });
});

function headerOf(alg: string, kid: string): string {
  return JSON.stringify({ alg, kid });
}

function withHeader(json: string): string {
  return token.replace(/^[^.]*/, segmentOfText(json));
}

/** An unsigned token of an issuer whose keys are not available. */
function unsigned(alg: string): string {
  const parts = [{ alg }, { ...CLAIMS, iss: 'https://another.example' }];
  return `${parts.map((part) => segmentOfText(JSON.stringify(part))).join('.')}.`;
}

function withPayload(json: string): string {
  return token.replace(/\.[^.]*\./, `.${segmentOfText(json)}.`);
}
