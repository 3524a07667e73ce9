/**
 * Whether a text is a token that we hold, found out in a time that tells the token's length alone: who has one end of a
 * token must not be able to find out the other.
 */

/** The longest token that a verifier can be told to accept, in bytes. */
export const MOST_TOKEN_BYTES = 65_536;

/** Room for one token each, taken again each time: new bytes for each would cost more than comparing them. */
const [given, held] = [room(), room()];

/**
 * @param token a token of at most {@link MOST_TOKEN_BYTES}: ASCII, so that no other text has its UTF-8
 * @param text anything
 */
export function isSameToken(token: string, text: string): boolean {
  const { length } = token;
  if (given.write(text) !== length) return false;
  held.write(token);
  let difference = 0;
  // Four bytes at once. The platform's `timingSafeEqual` takes one at a time: over a whole token that costs more than
  // all the rest of an answer from the cache.
  for (let i = 0; i < length >> 2; i++) {
    difference |= (given.words[i] as number) ^ (held.words[i] as number);
  }
  for (let i = length & ~3; i < length; i++) {
    difference |= (given.bytes[i] as number) ^ (held.bytes[i] as number);
  }
  return difference === 0;
}

interface Room {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  /** Writes a text as UTF-8; answers how many bytes there are of it, or more than any token has. */
  write(text: string): number;
}

function room(): Room {
  // With room for one character more, so that what is cut off is not of any token's length.
  const bytes = Buffer.allocUnsafeSlow(MOST_TOKEN_BYTES + 4);
  return {
    bytes,
    words: new Uint32Array(bytes.buffer),
    write: (text) => bytes.write(text),
  };
}
