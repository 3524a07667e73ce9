/** Exports the public part of a signing key. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Jwk } from '@portcullis/core';
import type { SigningAlgorithm } from './algorithms.js';

/** A public JWK (RFC 7517 §4) with `kid`, `alg` and `use`. */
export interface PublicJwk extends Jwk {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
  /** RSA modulus and public exponent. */
  readonly n?: string;
  readonly e?: string;
  /** Curve and coordinates. */
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  /** Not published: `use` is enough. */
  readonly key_ops?: never;
}

/** The only members that are published. An allow list cannot leak a private member by omission. */
const PUBLIC_MEMBERS = ['n', 'e', 'crv', 'x', 'y'] as const;

/** Returns the public JWK of a private key. */
export function publicJwkOf(key: KeyObject, alg: SigningAlgorithm, kid: string): PublicJwk {
  const exported = createPublicKey(key).export({ format: 'jwk' });
  const members = PUBLIC_MEMBERS.flatMap((name) =>
    exported[name] === undefined ? [] : [[name, exported[name]]],
  );
  return Object.freeze({
    kty: exported.kty as PublicJwk['kty'],
    kid,
    alg,
    use: 'sig',
    ...(Object.fromEntries(members) as Pick<PublicJwk, (typeof PUBLIC_MEMBERS)[number]>),
  });
}
