/** The steps of a verification, made in the browser with what the issuer publishes. */
import {
  checkAudience,
  checkExpiry,
  checkIssuer,
  checkKind,
  checkNotBefore,
} from './claim-checks.js';
import { decodePart, segmentsOf } from './decode.js';
import { checkHeader, checkParts } from './form-checks.js';
import { checkAlgorithm, checkKey, keyOf } from './key-checks.js';
import { checkSignature } from './signature-check.js';
import type { Step, Verdict } from './step.js';
import type { Trust } from './trust.js';

/** A step, what it looks at, and the check. */
type Check = readonly [title: string, about: string, run: () => Verdict | Promise<Verdict>];

/**
 * Verifies a token step by step: the first that fails is the last that is made. A browser's opinion, to learn from;
 * what counts is the API's.
 *
 * @param now seconds since the epoch
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
    ['Three parts', 'Can it be read at all?', () => checkParts(token, decodedPayload)],
    ['Header', 'What does it say of itself?', () => checkHeader(decodedHeader)],
    ['Key', 'Whose key is it, by its ID?', () => checkKey(header, payload, trust)],
    ['Algorithm', 'Is it the key’s?', () => checkAlgorithm(header, key)],
    ['Signature', 'Did the key sign exactly this?', () => checkSignature(token, key)],
    ['Expiry', 'Is it over?', () => checkExpiry(payload, now)],
    ['Not before', 'Has its time begun?', () => checkNotBefore(payload, now)],
    ['Issuer', 'Is it from one that is trusted?', () => checkIssuer(payload, trust)],
    ['Audience', 'Is it for this API?', () => checkAudience(payload, trust)],
    ['Kind', 'Is it an access token?', () => checkKind(header, payload)],
  ];
}
