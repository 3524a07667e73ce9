/** Valid and forged tokens. */
import { createHmac, createPublicKey, randomBytes, type JsonWebKey } from 'node:crypto';
import { KeyRing, TokenSigner } from '@portcullis/nest/issuer';
import { importJWK, SignJWT, type JWTPayload } from 'jose';
import type { IdentityProvider } from '@portcullis/identity-provider';
import { INTERNAL_ISSUER } from '../../src/configuration/internal-issuer.js';
import { SECRET, type Sample } from './sample.js';

const HOUR_MS = 3_600_000;

/** An access token of the internal issuer, by default of a service and signed with the shared secret. */
export function internalToken(
  { settings }: Sample,
  role: string,
  { subject = 'billing-service', secret = SECRET } = {},
): Promise<string> {
  return new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(INTERNAL_ISSUER)
    .setAudience(settings.audience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime('5 minutes')
    .sign(Buffer.from(secret));
}

/** A token signed with the API's own key, with changed settings. */
export async function ownToken(
  { nest, settings }: Sample,
  changes: { issuer?: string; audience?: string; clock?: () => number } = {},
): Promise<string> {
  const { issuer, audience } = settings;
  const signer = new TokenSigner({ issuer, audience, keyRing: nest.get(KeyRing), ...changes });
  const { token } = await signer.sign({ subject: 'u-1', claims: { role: 'admin' } });
  return token;
}

/** An ID token signed with the identity provider's key, with changed claims. */
export async function idTokenWith(provider: IdentityProvider, claims: JWTPayload): Promise<string> {
  const [jwk] = provider.exportKeys().keys;
  return new SignJWT({
    sub: 'forged-1',
    email: 'someone@example.com',
    email_verified: true,
    name: 'Someone',
    aud: provider.clientId,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: jwk.kid })
    .setIssuer(provider.issuer)
    .setIssuedAt()
    .setExpirationTime(claims.exp ?? '5 minutes')
    .sign(await importJWK(jwk, 'RS256'));
}

/**
 * Returns tokens with one defect each, by defect.
 *
 * @param good - a viewer's token of this API
 */
export async function forgedTokens(
  sample: Sample,
  good: string,
): Promise<Readonly<Record<string, string>>> {
  const [header = '', payload = '', signature = ''] = good.split('.');
  const claims = decode(payload);
  return {
    expired: await ownToken(sample, { clock: () => Date.now() - HOUR_MS }),
    'not valid yet': await ownToken(sample, { clock: () => Date.now() + HOUR_MS }),
    'with a tampered payload': `${header}.${encode({ ...claims, role: 'admin' })}.${signature}`,
    'with a signature of other bytes': `${header}.${payload}.${flipped(signature)}`,
    'with alg none': `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'with alg none and a signature': `${encode({ alg: 'none' })}.${payload}.${signature}`,
    'signed with the public key as a secret': await signedWithPublicKey(sample, good),
    'of another audience': await ownToken(sample, { audience: 'urn:portcullis:another-api' }),
    'of an unknown issuer': await ownToken(sample, { issuer: 'https://issuer.example' }),
    "of the internal issuer, under the API's key": await ownToken(sample, {
      issuer: INTERNAL_ISSUER,
    }),
    'of the internal issuer, under another secret': await internalToken(sample, 'admin', {
      secret: randomBytes(32).toString('base64url'),
    }),
    'with an unknown kid': `${encode({ ...decode(header), kid: 'unknown' })}.${payload}.${signature}`,
    'of five parts': `${good}.${signature}.${signature}`,
    'that is garbage': randomBytes(40).toString('base64url'),
  };
}

/** Algorithm confusion: an HMAC with the public key as the secret. */
async function signedWithPublicKey(sample: Sample, good: string): Promise<string> {
  const [header = '', payload = ''] = good.split('.');
  const answer = await sample.call('/.well-known/jwks.json');
  const { keys } = answer.json() as { readonly keys: readonly JsonWebKey[] };
  const [jwk] = keys;
  if (!jwk) throw new Error('the API publishes no key');
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const input = `${encode({ ...decode(header), alg: 'HS256' })}.${encode({ ...decode(payload), role: 'admin' })}`;
  return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(segment: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>;
}

function flipped(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return bytes.toString('base64url');
}
