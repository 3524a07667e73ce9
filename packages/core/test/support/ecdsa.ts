/** The parts of ECDSA signatures. */

/** The order n of each algorithm's curve (SEC 2, version 2). */
export const CURVE_ORDERS: Readonly<Record<string, bigint>> = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES384:
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ES512: BigInt(
    `0x1${'f'.repeat(65)}a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
  ),
};

const HALF: Readonly<Record<string, number>> = { ES256: 32, ES384: 48, ES512: 66 };

export function splitSignature(signature: Buffer): [r: bigint, s: bigint] {
  const half = signature.length / 2;
  return [toBigInt(signature.subarray(0, half)), toBigInt(signature.subarray(half))];
}

export function concatenate(r: bigint, s: bigint, alg: string): Buffer {
  const digits = (HALF[alg] ?? 0) * 2;
  return Buffer.from(
    [r, s].map((value) => value.toString(16).padStart(digits, '0')).join(''),
    'hex',
  );
}

/** The other valid signature for every ECDSA signature: (r, n − s). */
export function mirrored(signature: Buffer, alg: string): Buffer {
  const [r, s] = splitSignature(signature);
  return concatenate(r, (CURVE_ORDERS[alg] ?? 0n) - s, alg);
}

/** As X.509 and TLS write it: SEQUENCE of two INTEGERs. */
export function asDer(signature: Buffer): Buffer {
  const [r, s] = splitSignature(signature);
  return der(0x30, Buffer.concat([derInteger(r), derInteger(s)]));
}

/** One DER element. */
export function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const long = length < 128 ? [] : length < 256 ? [0x81] : [0x82, length >> 8];
  return Buffer.concat([Buffer.from([tag, ...long, length & 0xff]), content]);
}

export function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const positive = Number.parseInt(even.charAt(0), 16) >= 8 ? `00${even}` : even;
  return der(0x02, Buffer.from(positive, 'hex'));
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
