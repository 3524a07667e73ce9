/** Properties of whole tokens: every change of a good token is rejected. */
import fc from 'fast-check';
import { importKey } from '../../src/jwk/index.js';
import { verifyCompact } from '../../src/jws/index.js';
import { mirrored } from '../support/ecdsa.js';
import { ECDSA, EVERY_KIND, keyOf, type KeyKind } from '../support/keys.js';
import { runs } from '../support/runs.js';
import { mint, signatureOf, split, withSignature } from '../support/tokens.js';
import { verdictNow, type Verdict } from '../support/verdict.js';

const good = new Map(
  EVERY_KIND.map((kind) => {
    const key = keyOf(kind);
    return [
      kind,
      { key: importKey(key.jwk), token: mint(key), other: mint(key, { claims: { sub: 'x' } }) },
    ];
  }),
);
const of = (kind: KeyKind) => good.get(kind) ?? fail(kind);
const verdict = (kind: KeyKind, token: string): Verdict =>
  verdictNow(() => verifyCompact(token, of(kind).key));

const kinds = fc.constantFrom(...EVERY_KIND);
/** A position in a token, as a share of its length, so that it can be drawn before the token. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (token: string, share: number) => Math.floor(share * token.length);
const CHARACTERS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0\u0141';
const character = fc.constantFrom(...CHARACTERS.split(''));

describe('a good token', () => {
  it.each(EVERY_KIND)('is accepted unchanged (%s)', (kind) => {
    expect(verdict(kind, of(kind).token)).toBe('accepted');
  });

  it('is rejected with any one character replaced', () => {
    fc.assert(
      fc.property(kinds, place, character, (kind, share, replacement) => {
        const { token } = of(kind);
        const index = at(token, share);
        fc.pre(token.charAt(index) !== replacement);
        const mutant = token.slice(0, index) + replacement + token.slice(index + 1);
        return verdict(kind, mutant) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected with any one bit of its bytes flipped', () => {
    fc.assert(
      fc.property(kinds, place, fc.nat(7), (kind, share, bit) => {
        const bytes = Buffer.from(of(kind).token, 'latin1');
        const index = at(of(kind).token, share);
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        return verdict(kind, bytes.toString('latin1')) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected with any one bit of a decoded part flipped', () => {
    fc.assert(
      fc.property(kinds, fc.nat(2), place, fc.nat(7), (kind, part, share, bit) => {
        const segments = split(of(kind).token);
        const bytes = Buffer.from(segments[part] ?? '', 'base64url');
        const index = Math.floor(share * bytes.length);
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        const mutant = segments.map((text, i) => (i === part ? bytes.toString('base64url') : text));
        return verdict(kind, mutant.join('.')) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected when truncated anywhere, at either end', () => {
    fc.assert(
      fc.property(kinds, place, fc.boolean(), (kind, share, fromEnd) => {
        const { token } = of(kind);
        const index = at(token, share);
        const mutant = fromEnd ? token.slice(0, index) : token.slice(index + 1);
        return verdict(kind, mutant) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected with any text inserted anywhere', () => {
    const text = fc.string({ unit: character, minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(kinds, place, text, (kind, share, insertion) => {
        const { token } = of(kind);
        const index = at(token, share);
        const mutant = token.slice(0, index) + insertion + token.slice(index);
        return verdict(kind, mutant) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected with any text after it', () => {
    const text = fc.string({ unit: character, minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(kinds, text, (kind, tail) => verdict(kind, of(kind).token + tail) !== 'accepted'),
      runs(),
    );
  });

  it('is rejected with any range removed', () => {
    fc.assert(
      fc.property(kinds, place, fc.integer({ min: 1, max: 40 }), (kind, share, length) => {
        const { token } = of(kind);
        const index = at(token, share);
        const mutant = token.slice(0, index) + token.slice(index + length);
        return verdict(kind, mutant) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected with two of its characters swapped', () => {
    fc.assert(
      fc.property(kinds, place, place, (kind, one, other) => {
        const characters = of(kind).token.split('');
        const [i, j] = [at(of(kind).token, one), at(of(kind).token, other)];
        fc.pre(characters[i] !== characters[j]);
        [characters[i], characters[j]] = [characters[j] ?? '', characters[i] ?? ''];
        return verdict(kind, characters.join('')) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected with the case of any letter changed', () => {
    fc.assert(
      fc.property(kinds, place, (kind, share) => {
        const { token } = of(kind);
        const index = at(token, share);
        const letter = token.charAt(index);
        const changed =
          letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
        fc.pre(changed !== letter);
        const mutant = token.slice(0, index) + changed + token.slice(index + 1);
        return verdict(kind, mutant) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected with its parts in any other order, or from two tokens', () => {
    const choice = fc.array(fc.nat(5), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(kinds, choice, (kind, indices) => {
        const { token, other } = of(kind);
        const parts = [...split(token), ...split(other)];
        const mutant = indices.map((index) => parts[index]).join('.');
        fc.pre(mutant !== token && mutant !== other);
        // The two headers are equal: swapping them changes nothing.
        fc.pre(!(indices[0] === 3 && indices[1] === 1 && indices[2] === 2));
        fc.pre(!(indices[0] === 0 && indices[1] === 4 && indices[2] === 5));
        return verdict(kind, mutant) !== 'accepted';
      }),
      runs(),
    );
  });

  it('is rejected with any other signature of any length', () => {
    const bytes = fc.uint8Array({ maxLength: 600 });
    fc.assert(
      fc.property(kinds, bytes, (kind, signature) => {
        const mutant = withSignature(of(kind).token, Buffer.from(signature));
        const expected = signature.length === 0 ? 'ERR_TOKEN_MALFORMED' : 'ERR_SIGNATURE_INVALID';
        return verdict(kind, mutant) === expected;
      }),
      runs(),
    );
  });

  it('is rejected with any other signature of the right length', () => {
    fc.assert(
      fc.property(kinds, fc.infiniteStream(fc.nat(255)), (kind, stream) => {
        const { length } = signatureOf(of(kind).token);
        const signature = Buffer.from([...stream.take(length)]);
        return verdict(kind, withSignature(of(kind).token, signature)) === 'ERR_SIGNATURE_INVALID';
      }),
      runs(),
    );
  });

  it('with ECDSA has exactly one other valid signature: (r, n − s)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ECDSA), (kind) => {
        const token = mint(keyOf(kind));
        const twin = withSignature(token, mirrored(signatureOf(token), kind));
        return twin !== token && verdict(kind, twin) === 'accepted';
      }),
      runs(0.1),
    );
  });
});

describe('any text', () => {
  const part = fc.string({ unit: character, maxLength: 60 });
  it('is rejected as a token, with a TokenError', () => {
    fc.assert(
      fc.property(kinds, fc.oneof(fc.string(), fc.string({ unit: 'binary' }), part), (kind, text) =>
        ['ERR_TOKEN_MALFORMED', 'ERR_HEADER_INVALID'].includes(verdict(kind, text)),
      ),
      runs(),
    );
  });

  it('in three parts is rejected as a token, with a TokenError', () => {
    const base64url = fc
      .uint8Array({ maxLength: 60 })
      .map((b) => Buffer.from(b).toString('base64url'));
    fc.assert(
      fc.property(
        kinds,
        fc.tuple(base64url, base64url, base64url),
        (kind, parts) => verdict(kind, parts.join('.')) !== 'accepted',
      ),
      runs(),
    );
  });
});

function fail(kind: string): never {
  throw new Error(`no token of ${kind}`);
}
