import type { KeyObject } from 'node:crypto';
import type { Duration } from '../time/duration.js';
import type { Algorithm } from '../jws/algorithms.js';
import type { Jwk, JwksDocument } from '../jwk/jwk.js';
import type { KeySource } from '../keys/key-source.js';
import type { RemoteJwksOptions } from '../keys/remote-jwks.options.js';
import type { OptionTable } from '../options/known-options.js';
import type { ClaimPath } from '../claims/claim-paths.js';
import type { TokenType } from '../claims/token-type.js';

/** An HMAC secret: text (its UTF-8 bytes), bytes, or a secret `KeyObject`. At least 32 bytes for HS256. */
export type SecretInput = string | Uint8Array | KeyObject;

/** HMAC secrets by key ID; or a list of at most four, tried in turn. */
export type Secrets = Readonly<Record<string, SecretInput>> | readonly SecretInput[];

/**
 * A public key: PEM of a key, of a certificate or of a certificate with its chain, as text or as the bytes of a file;
 * a public JWK; or a public `KeyObject`.
 */
export type PublicKeyInput = string | Uint8Array | Jwk | KeyObject;

/** The secrets that an issuer is moving away from. */
export interface MigrationOptions {
  /** An HMAC secret. */
  readonly secret?: SecretInput;
  /** HMAC secrets, by key ID or in turn. */
  readonly secrets?: Secrets;
  /** HMAC algorithms. Default HS256. */
  readonly algorithms?: readonly Algorithm[];
  /** When the secrets are no longer accepted: a `Date`, or ISO 8601 text with its time zone. */
  readonly until: Date | string;
}

/** Conditions of a preset on its tokens, each as the option of an issuer of that name. */
export type PresetConditions = Pick<
  IssuerOptions,
  'requiredClaims' | 'requiredValues' | 'forbiddenClaims'
>;

/** One trusted issuer: its `iss`, the accepted audiences, and exactly one source of its keys. */
export interface IssuerOptions {
  /** The exact `iss` of its tokens: no pattern, no prefix, no normalization. */
  readonly issuer: string;
  /** Acceptable `aud`: one of these must be in the token. `null`, written out, skips the audience. */
  readonly audience: string | readonly string[] | null;

  /** An HMAC secret. */
  readonly secret?: SecretInput;
  /**
   * HMAC secrets by key ID; or, for tokens that have no key ID, a list of at most four that are tried in turn, the
   * current one first. `TokenVerifier.keyUses()` tells when an old one is not needed any more.
   */
  readonly secrets?: Secrets;
  /** A public key. */
  readonly publicKey?: PublicKeyInput;
  /** A JWK Set. `oct` keys in it are rejected. */
  readonly jwks?: JwksDocument;
  /** The address of a JWK Set: https, or http on a loopback host. */
  readonly jwksUri?: string | URL;
  /**
   * Discovery: the issuer's metadata says where its JWK Set is. True for where its own address says
   * (`/.well-known/openid-configuration`, or else that of RFC 8414), or the address of the metadata. The metadata
   * must name this very issuer. With `tokenType: 'id'`, and without `algorithms`, the algorithms that it names for ID tokens
   * are the only ones that keys are for.
   */
  readonly discover?: true | string | URL;
  /** A key source of your own. */
  readonly keys?: KeySource;

  /** Secrets beside public keys, while an issuer moves from the ones to the others. */
  readonly migration?: MigrationOptions;

  /** Bounds and times of fetching `jwksUri`, or what is discovered. */
  readonly remote?: RemoteJwksOptions;
  /**
   * Algorithms that its keys may be for. A secret, and a public key whose JWK names no `alg`, is accepted for each of
   * these that it can do, so list one unless tokens really come with several (RFC 8725 §3.1). Default: HS256 for
   * secrets; else the `alg` of a JWK, or what is customary for its type: RS256 for RSA, EdDSA for Ed25519.
   */
  readonly algorithms?: readonly Algorithm[];
  /**
   * `rfc9068`: only access tokens of the JWT profile (RFC 9068 §4), which say `at+jwt` and have `client_id`, `iat`
   * and `jti` as well. Instead of `typ` and `requiredClaims`.
   */
  readonly profile?: 'rfc9068';
  /** The kind of token. Default `access`. */
  readonly tokenType?: TokenType;
  /**
   * ID tokens only: clients that an ID token may have been issued to (`azp`) beside those of `audience`, such as the
   * mobile app of the same product. Default: none, so that `azp`, where present, must be one of `audience` or of
   * `requiredValues.azp` (OpenID Connect Core §3.1.3.7).
   */
  readonly authorizedParties?: string | readonly string[];
  /**
   * ID tokens only: audiences that an ID token may have beside one of `audience`. Each of them holds the token and can
   * present it here. Default: none (OpenID Connect Core §3.1.3.7).
   */
  readonly trustedAudiences?: string | readonly string[];
  /** Accepted `typ` headers; null for an absent one. Default for access tokens: `JWT`, `at+jwt`, null. */
  readonly typ?: readonly (string | null)[];
  /**
   * Claims that do not tell the kind of this issuer's tokens, because it uses their names in a meaning of its own. For
   * access tokens some of `nonce`, `events`, `htm`, `htu`, `at_hash`, `c_hash`, `s_hash`, `token_use`, `typ`,
   * `token_type`, `tokenType` and `type`; for ID tokens `scope`, `scp` and `client_id` in place of `nonce` and the
   * hashes. Make sure that its tokens of other kinds are still told apart, as by `typ: ['at+jwt']` or the audience.
   * Default: none.
   */
  readonly ignoredTypeClaims?: readonly string[];
  /** Claims that must be there beside `exp`, `iss`, `aud` and `sub` (`aud` not where audience is null). */
  readonly requiredClaims?: readonly string[];
  /** Which of `exp`, `aud` and `sub` may be absent after all. A token without `exp` never ends. Default none. */
  readonly optionalClaims?: readonly ('exp' | 'aud' | 'sub')[];
  /** Claims that must be one of these texts, exactly: `{ client_id: 'my-app' }`. Default none. */
  readonly requiredValues?: Readonly<Record<string, string | readonly string[]>>;
  /** Claims that only tokens of another kind from this issuer have. Default none. */
  readonly forbiddenClaims?: readonly string[];
  /**
   * What a preset holds its tokens to. It holds beside `requiredClaims`, `requiredValues` and `forbiddenClaims`, which
   * are yours, and it stays when those are laid over a preset.
   */
  readonly presetConditions?: PresetConditions;
  /**
   * Accepts tokens with a `cnf` claim as bearer tokens. That token is bound to a key of its client by DPoP or mutual
   * TLS (RFC 7800, RFC 9449, RFC 8705), and this library does not check the proof: with true, a stolen token works
   * without its key. Set it only where something in front of the application checks the proof. Default false: the
   * token is rejected with `ERR_TOKEN_BOUND`.
   */
  readonly acceptBoundTokensAsBearer?: boolean;
  /** Where its tokens have roles. Default: as for all issuers, `role`. */
  readonly roleClaim?: ClaimPath;
  /** Where its tokens have scopes. Default: as for all issuers, `scope` and `scp`. */
  readonly scopeClaim?: ClaimPath;
  /** How far clocks may differ. Default 5 s; at most 300 s. */
  readonly clockTolerance?: Duration;
  /**
   * The longest accepted time from `iat` to `exp`. Default 30 d; 1 s to 100 y. `'10y'` is for keys of machines. `null`,
   * written out, accepts any.
   */
  readonly maxLifetime?: Duration | null;
  /** The longest accepted time since `iat`, which is then required. Default `null`, no limit; 1 s to 100 y. */
  readonly maxTokenAge?: Duration | null;
}

/** What an option of an issuer decides: where its keys come from, or what the claims of its tokens must be. */
type IssuerOptionRole = 'keys' | 'claims' | 'claims, nullable';

/** Every option of an issuer. `tokenType` decides about keys: discovery reads other metadata for ID tokens. */
const ROLES: Readonly<Record<keyof IssuerOptions, IssuerOptionRole>> = {
  issuer: 'keys',
  audience: 'claims, nullable',
  secret: 'keys',
  secrets: 'keys',
  publicKey: 'keys',
  jwks: 'keys',
  jwksUri: 'keys',
  keys: 'keys',
  migration: 'keys',
  discover: 'keys',
  remote: 'keys',
  algorithms: 'keys',
  tokenType: 'keys',
  profile: 'claims',
  typ: 'claims',
  requiredClaims: 'claims',
  optionalClaims: 'claims',
  requiredValues: 'claims',
  forbiddenClaims: 'claims',
  presetConditions: 'claims',
  acceptBoundTokensAsBearer: 'claims',
  authorizedParties: 'claims',
  trustedAudiences: 'claims',
  ignoredTypeClaims: 'claims',
  roleClaim: 'claims',
  scopeClaim: 'claims',
  clockTolerance: 'claims',
  maxLifetime: 'claims, nullable',
  maxTokenAge: 'claims, nullable',
};
const ENTRIES = Object.entries(ROLES) as [keyof IssuerOptions, IssuerOptionRole][];

/** The options of an issuer. `null` means for some that nothing is checked. */
export const ISSUER_OPTIONS = Object.fromEntries(
  ENTRIES.map(([name, role]) => [name, role === 'claims, nullable' ? 'nullable' : 'value']),
) as OptionTable<IssuerOptions>;

/** The options of an issuer that decide about claims only: a change of them keeps the fetched keys. */
export const CLAIMS_OPTIONS: ReadonlySet<string> = new Set(
  ENTRIES.filter(([, role]) => role !== 'keys').map(([name]) => name),
);
