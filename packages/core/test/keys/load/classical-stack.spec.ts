/**
 * Three hazards of jwks-rsa with jsonwebtoken, measured side by side, with the same tokens and two servers
 * that answer the same.
 */
import { outcomeOf } from '../../../src/bearer/index.js';
import { jwks, JwksServer, status, type Answer } from '../../support/jwks-server.js';
import { keyOf, withKid } from '../../support/keys.js';
import { until } from '../../support/remote.js';
import { goodHeader, mint, segment, split } from '../../support/tokens.js';
import { ClassicalStack, type ClassicalVerdict } from './classical-stack.js';
import { LoadedVerifier } from './loaded-verifier.js';

const OLD = withKid(keyOf('RS256'), 'old');
const NEW = withKid(keyOf('RS256', 'attacker'), 'new');
const BEFORE = jwks([OLD.jwk]);
const AFTER = jwks([OLD.jwk, NEW.jwk]);
const ACCEPTED: ClassicalVerdict = { error: undefined, message: undefined };

/** Tokens that each have another unknown key ID. */
function strangers(count: number): readonly string[] {
  const [, payload, signature] = split(mint(OLD));
  return Array.from({ length: count }, (_, i) => {
    const header = segment(goodHeader(OLD, { kid: `stranger-${i}` }));
    return `${header}.${payload}.${signature}`;
  });
}

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function openClassical(answer: Answer, options: { readonly rateLimit: boolean }) {
  const server = await JwksServer.start(answer);
  const stack = new ClassicalStack(server.uri, options);
  closing.push(async () => {
    await stack.stop();
    await server.stop();
  });
  return { server, stack };
}

async function openOurs(answer: Answer): Promise<LoadedVerifier> {
  const verifier = await LoadedVerifier.open(answer);
  closing.push(() => verifier.close());
  return verifier;
}

describe('a hundred tokens with unknown key IDs, just before a rotation,', () => {
  const flood = strangers(100);

  it('starve the classical stack: most never get a verdict, and the new key is rejected', async () => {
    const { server, stack } = await openClassical(BEFORE, { rateLimit: true });
    expect(await stack.verify(mint(OLD))).toEqual(ACCEPTED);
    void stack.verifyAll(flood);
    await until(() => server.count === 10 && stack.pending === 91);

    server.answer = AFTER;
    expect(await stack.verify(mint(NEW))).toEqual({
      error: 'JsonWebTokenError',
      message: 'error in secret or public key callback: Too many requests to the JWKS endpoint',
    });
    expect([stack.pending, server.count]).toEqual([91, 10]);
    expect(await stack.verify(mint(OLD))).toEqual(ACCEPTED);
  });

  it('cost Portcullis two fetches, and a third brings the new key at once', async () => {
    const verifier = await openOurs(BEFORE);
    expect(await verifier.verify([mint(OLD)])).toEqual({ accepted: 1 });
    const unwanted = verifier.verify(flood);
    expect(await verifier.verify([mint(OLD)])).toEqual({ accepted: 1 });
    expect(await unwanted).toEqual({ ERR_KEY_NOT_FOUND: 100 });
    expect(verifier.server.count).toBe(1 + 2);

    verifier.server.answer = AFTER;
    expect(await verifier.verify([mint(NEW)])).toEqual({ accepted: 1 });
    expect([verifier.server.count, verifier.clock.waiting]).toEqual([1 + 3, 0]);
  });
});

describe('a thousand tokens with unknown key IDs', () => {
  const flood = strangers(1000);

  it('cost the classical stack without its rate limit a thousand fetches', async () => {
    const { server, stack } = await openClassical(BEFORE, { rateLimit: false });
    expect(await stack.verify(mint(OLD))).toEqual(ACCEPTED);
    const verdicts = await Promise.all(stack.verifyAll(flood));

    expect(new Set(verdicts.map(({ error }) => error))).toEqual(new Set(['JsonWebTokenError']));
    expect(server.count).toBe(1 + 1000);
  });

  it('cost Portcullis two', async () => {
    const verifier = await openOurs(BEFORE);
    expect(await verifier.verify([mint(OLD)])).toEqual({ accepted: 1 });
    expect(await verifier.verify(flood)).toEqual({ ERR_KEY_NOT_FOUND: 1000 });
    expect(verifier.server.count).toBe(1 + 2);
  });
});

describe('a good token while the JWKS is unavailable', () => {
  const good = Array.from({ length: 20 }, () => mint(OLD));
  const forged = mint(OLD).replace(/[^.]+$/, 'A'.repeat(342));

  it('gets the same error as a forged one from the classical stack, and costs a fetch each time', async () => {
    const { server, stack } = await openClassical(status(503), { rateLimit: false });
    for (const token of good) {
      expect(await stack.verify(token)).toMatchObject({ error: 'JsonWebTokenError' });
    }
    expect(server.count).toBe(good.length);

    server.answer = BEFORE;
    expect(await stack.verify(forged)).toMatchObject({ error: 'JsonWebTokenError' });
    expect(await stack.verify(mint(OLD))).toEqual(ACCEPTED);
  });

  it('gets 503 with Retry-After from Portcullis, for one fetch', async () => {
    const verifier = await openOurs(status(503));
    for (const token of good) {
      expect(outcomeOf(await verifier.refusalOf(token))).toEqual({
        status: 503,
        headers: { 'Retry-After': '1' },
        body: { message: 'Service Unavailable', statusCode: 503 },
      });
    }
    expect(verifier.server.count).toBe(1);

    verifier.server.answer = BEFORE;
    await verifier.pass(1);
    expect(outcomeOf(await verifier.refusalOf(forged))).toMatchObject({ status: 401 });
    expect(await verifier.verify([mint(OLD)])).toEqual({ accepted: 1 });
  });
});
