/** What the platform always says of a key of some type, although `KeyObject` is typed as if it might not. */
import type { AsymmetricKeyDetails, KeyObject } from 'node:crypto';

/** A public key (or a private one): not a secret. */
export interface AsymmetricKeyObject extends KeyObject {
  readonly asymmetricKeyType: NonNullable<KeyObject['asymmetricKeyType']>;
  readonly asymmetricKeyDetails: AsymmetricKeyDetails;
}

/** An RSA key, be it for RSASSA-PSS alone. */
export interface RsaKeyObject extends AsymmetricKeyObject {
  readonly asymmetricKeyDetails: AsymmetricKeyDetails & {
    readonly modulusLength: number;
    readonly publicExponent: bigint;
  };
}

/** Returns whether a key is asymmetric. */
export function isAsymmetric(key: KeyObject): key is AsymmetricKeyObject {
  return key.type !== 'secret';
}

/** Whether a key is an RSA key. */
export function isRsa(key: KeyObject): key is RsaKeyObject {
  return key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss';
}
