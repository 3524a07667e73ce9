/** WebCrypto parameters of the JWS algorithms (RFC 7518 §3, RFC 8037). */

/** Parameters to import a key and to verify a signature. */
export interface CryptoParameters {
  readonly key: RsaHashedImportParams | EcKeyImportParams | Algorithm;
  readonly signature: Algorithm | RsaPssParams | EcdsaParams;
}

const ED25519: CryptoParameters = { key: { name: 'Ed25519' }, signature: { name: 'Ed25519' } };

const PARAMETERS: ReadonlyMap<string, CryptoParameters> = new Map([
  ...[256, 384, 512].flatMap((bits) => {
    const hash = `SHA-${bits}`;
    const [pkcs1, pss] = ['RSASSA-PKCS1-v1_5', 'RSA-PSS'] as const;
    const rows: readonly (readonly [string, CryptoParameters])[] = [
      [`RS${bits}`, { key: { name: pkcs1, hash }, signature: { name: pkcs1 } }],
      [`PS${bits}`, { key: { name: pss, hash }, signature: { name: pss, saltLength: bits / 8 } }],
      [`ES${bits}`, ecdsa(bits === 512 ? 'P-521' : `P-${bits}`, hash)],
    ];
    return rows;
  }),
  ['EdDSA', ED25519],
  ['Ed25519', ED25519],
]);

/** Returns the parameters; undefined for symmetric and unknown algorithms. */
export function cryptoParameters(alg: string): CryptoParameters | undefined {
  return PARAMETERS.get(alg);
}

function ecdsa(namedCurve: string, hash: string): CryptoParameters {
  return { key: { name: 'ECDSA', namedCurve }, signature: { name: 'ECDSA', hash } };
}
