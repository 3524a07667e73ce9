/**
 * One issuer, its key of one kind, an attacker with a key of the same kind, and a verifier that trusts the
 * issuer.
 */
import {
  createVerifier,
  type IssuerOptions,
  type TokenVerifier,
  type VerifierOptions,
} from '../../src/index.js';
import { keyOf, type KeyKind, type TestKey } from './keys.js';
import { AUDIENCE, ISSUER, mint, NOW, type Members } from './tokens.js';

export interface Bench {
  readonly kind: KeyKind;
  readonly key: TestKey;
  /** The attacker's own key, under the same key ID. */
  readonly attacker: TestKey;
  /** Options that trust only the issuer's key. */
  readonly options: IssuerOptions & { readonly clock: () => number };
  /** A good token, with changes. */
  token(change?: { readonly header?: Members; readonly claims?: Members }): string;
}

export const clock = (): number => NOW * 1000;

const benches = new Map<KeyKind, Bench>();

/** The bench of one kind. The unchanged token is signed once. */
export function benchFor(kind: KeyKind): Bench {
  const found = benches.get(kind) ?? makeBench(kind);
  benches.set(kind, found);
  return found;
}

function makeBench(kind: KeyKind): Bench {
  const key = keyOf(kind);
  let unchanged: string | undefined;
  return {
    kind,
    key,
    attacker: keyOf(kind, 'attacker'),
    options: { issuer: ISSUER, audience: AUDIENCE, ...trust(key), clock },
    token: (change) => (change ? mint(key, change) : (unchanged ??= mint(key))),
  };
}

/** The options that trust an issuer's keys. */
export function trust(
  ...keys: readonly TestKey[]
): Pick<IssuerOptions, 'secrets' | 'algorithms' | 'jwks'> {
  const [first] = keys;
  if (first?.jwk.kty !== 'oct') return { jwks: { keys: keys.map(({ jwk }) => jwk) } };
  return {
    secrets: Object.fromEntries(keys.map(({ kid, signingKey }) => [kid, signingKey.export()])),
    algorithms: [first.alg],
  };
}

/** A verifier of the bench's issuer, with options added or replaced. */
export function verifierFor(bench: Bench, options: Partial<IssuerOptions> = {}): TokenVerifier {
  return createVerifier({ ...bench.options, ...options });
}

/** Options as an untyped caller might pass them. */
export function untyped(options: unknown): VerifierOptions {
  return options as VerifierOptions;
}
