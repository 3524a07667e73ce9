/** Verifies a token in the browser with the public keys of the issuer. */
import {
  checkAudience,
  checkExpiry,
  checkIssuer,
  checkTokenType,
  checkNotBefore,
} from './claim-checks.js';
import { decodePart, segmentsOf } from './decode.js';
import { checkHeader, checkParts } from './form-checks.js';
import { checkAlgorithm, checkKey, keyOf } from './key-checks.js';
import { checkSignature } from './signature-check.js';
import type { Step, Verdict } from './step.js';
import type { Trust } from './trust.js';

/** A step, what it checks, and the check. */
type Check = readonly [title: string, about: string, run: () => Verdict | Promise<Verdict>];

/**
 * Verifies a token step by step and stops at the first failure. For teaching only: the decision is the API's.
 *
 * @param now - seconds since the epoch
 */
export async function verificationSteps(
  token: string,
  trust: Trust,
  now: number,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const [title, about, run] of checksOf(token, trust, now)) {
    const isOver = steps.some(({ state }) => state === 'failed');
    const verdict = isOver ? ({ state: 'not reached', detail: about } as const) : await run();
    steps.push({ title, ...verdict });
  }
  return steps;
}

function checksOf(token: string, trust: Trust, now: number): readonly Check[] {
  const segments = segmentsOf(token);
  const decodedHeader = decodePart(segments.header);
  const decodedPayload = decodePart(segments.payload);
  const header = decodedHeader.json ?? {};
  const payload = decodedPayload.json ?? {};
  const key = payload['iss'] === trust.issuer ? keyOf(header, trust) : undefined;
  return [
    ['Three parts', 'Does it have three valid parts?', () => checkParts(token, decodedPayload)],
    ['Header', 'Is the header well-formed?', () => checkHeader(decodedHeader)],
    ['Key', 'Does the issuer publish this key?', () => checkKey(header, payload, trust)],
    ['Algorithm', 'Does alg match the key?', () => checkAlgorithm(header, key)],
    ['Signature', 'Did the key sign exactly this?', () => checkSignature(token, key)],
    ['Expiry', 'Has it expired?', () => checkExpiry(payload, now)],
    ['Not before', 'Is it already valid?', () => checkNotBefore(payload, now)],
    ['Issuer', 'Is the issuer trusted?', () => checkIssuer(payload, trust)],
    ['Audience', 'Is it for this API?', () => checkAudience(payload, trust)],
    ['Token type', 'Is it an access token?', () => checkTokenType(header, payload)],
  ];
}
