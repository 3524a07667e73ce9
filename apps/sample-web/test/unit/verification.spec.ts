/** The steps in the browser come to the verdict of the verifier, and name the step. */
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
/** Good for the verifier, too. */
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

/** Whether the verifier takes it. */
async function isTaken(given: string): Promise<boolean> {
  const { issuer, audience, keys } = trust;
  const jwks = { keys: keys as readonly { kty: string }[] };
  const verifier = createVerifier({ issuer, audience, jwks, clock: () => NOW * 1000 });
  return verifier.verify(given).then(
    () => true,
    () => false,
  );
}

/** The step that fails; undefined where none does. */
async function failingStep(given: string, at = NOW): Promise<string | undefined> {
  const steps = await verificationSteps(given, trust, at);
  return steps.find(({ state }) => state === 'failed')?.title;
}

describe('the steps of a verification', () => {
  it.each(ALGORITHMS)('all pass for a good token signed with %s', async (alg) => {
    const good = await sign({}, {}, alg);
    const steps = await verificationSteps(good, trust, NOW);
    expect(steps.map(({ state }) => state)).toEqual(steps.map(() => 'passed'));
    expect(await isTaken(good)).toBe(true);
  });

  it('end at the one that fails', async () => {
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
    ['nothing', 'Three parts', () => ''],
    ['two parts', 'Three parts', () => token.split('.').slice(0, 2).join('.')],
    ['four parts', 'Three parts', () => `${token}.AAAA`],
    ['padding', 'Three parts', () => token.replace('.', '=.').replace(/\.(\w)/, '.=$1')],
    ['a claim that comes twice', 'Three parts', () => withPayload('{"sub":"a","sub":"b"}')],
    ['an array as payload', 'Three parts', () => withPayload('[]')],
    ['a header that is no JSON', 'Header', () => withHeader('nonsense')],
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
    ['an end that is past', 'Expiry', () => sign({ exp: NOW - 5, iat: NOW - 60 })],
    ['an end that is text', 'Expiry', () => sign({ exp: 'soon' as unknown as number })],
    ['no end', 'Expiry', () => sign({ exp: undefined as unknown as number })],
    ['a beginning to come', 'Not before', () => sign({ nbf: NOW + 6 })],
    ['an issue to come', 'Not before', () => sign({ iat: NOW + 6 })],
    ['a life that is too long', 'Not before', () => sign({ exp: NOW + 40 * 86_400 })],
    ['an issuer that begins as ours', 'Issuer', () => sign({ iss: `${ISSUER}.evil.example` })],
    ['another audience', 'Audience', () => sign({ aud: 'another' })],
    ['an audience that begins as ours', 'Audience', () => sign({ aud: `${AUDIENCE}-of-another` })],
    [
      'an audience that is not all text',
      'Audience',
      () => sign({ aud: [AUDIENCE, 1] as string[] }),
    ],
    ['no subject', 'Audience', () => sign({ sub: undefined as unknown as string })],
    ['the type of another token', 'Kind', () => sign({}, { typ: 'logout+jwt' })],
    ['an ID token’s hash', 'Kind', () => sign({ at_hash: 'x' })],
    ['a nonce', 'Kind', () => sign({ nonce: 'x' }, { typ: 'JWT' })],
    ['a use that it names itself', 'Kind', () => sign({ token_use: 'id' })],
  ];

  it.each(BAD)('refuse %s at the step %s, as the verifier does', async (_what, step, make) => {
    const bad = await make();
    expect(await failingStep(bad)).toBe(step);
    expect(await isTaken(bad)).toBe(false);
  });

  const GOOD: readonly (readonly [string, () => Promise<string>])[] = [
    ['an end within the tolerance of clocks', () => sign({ exp: NOW - 4 })],
    ['a beginning within it', () => sign({ nbf: NOW + 5 })],
    ['a beginning of 0', () => sign({ nbf: 0 })],
    ['several audiences', () => sign({ aud: ['another', AUDIENCE] })],
    ['no type', () => sign({}, { typ: undefined })],
    ['no kid and one key of its alg', () => sign({}, { kid: undefined })],
    ['a nonce in what says that it is an access token', () => sign({ nonce: 'x' })],
  ];

  it.each(GOOD)('let %s pass, as the verifier does', async (_what, make) => {
    const good = await make();
    expect(await failingStep(good)).toBeUndefined();
    expect(await isTaken(good)).toBe(true);
  });

  it('cannot check what another issuer signed, and say so', async () => {
    const foreign = await sign({ iss: 'https://another.example' });
    const steps = await verificationSteps(foreign, trust, NOW);
    const stateOf = (wanted: string) => steps.find(({ title }) => title === wanted)?.state;
    expect(stateOf('Signature')).toBe('not checked here');
    expect(stateOf('Issuer')).toBe('failed');
  });

  it('cannot check what a secret signed, and say so', async () => {
    const shared = withHeader(headerOf('HS256', 'secret'));
    const steps = await verificationSteps(shared, { ...trust, keys: [] }, NOW);
    expect(steps.map(({ state }) => state)).not.toContain('failed');
    expect(steps.map(({ state }) => state)).toContain('not checked here');
  });
});

describe('what an attacker would try', () => {
  it('is refused, each of it', async () => {
    for (const { apply } of tamperings({ original: token })) {
      const tampered = draftToken(apply({ original: token }));
      expect(await failingStep(tampered)).toMatch(/^(?:Signature|Algorithm)$/);
      expect(await isTaken(tampered)).toBe(false);
    }
  });

  it('is good again when it is taken back', async () => {
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

/** A token that nobody signed, of an issuer whose keys are not at hand. */
function unsigned(alg: string): string {
  const parts = [{ alg }, { ...CLAIMS, iss: 'https://another.example' }];
  return `${parts.map((part) => segmentOfText(JSON.stringify(part))).join('.')}.`;
}

function withPayload(json: string): string {
  return token.replace(/\.[^.]*\./, `.${segmentOfText(json)}.`);
}
