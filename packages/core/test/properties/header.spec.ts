/** Properties of headers: no part of a token chooses how it is verified. */
import fc from 'fast-check';
import { importKey } from '../../src/jwk/index.js';
import { verifyCompact, type SignatureKey } from '../../src/jws/index.js';
import { EVERY_KIND, keyOf, type KeyKind } from '../support/keys.js';
import { runs } from '../support/runs.js';
import { mint, mintRaw } from '../support/tokens.js';
import { verdictNow } from '../support/verdict.js';

const imported = new Map(EVERY_KIND.map((kind) => [kind, importKey(keyOf(kind).jwk)]));
const keyFor = (kind: (typeof EVERY_KIND)[number]): SignatureKey =>
  imported.get(kind) ?? importKey(keyOf(kind).jwk);
// Each run signs, so one fast kind of each family is used.
const kinds = fc.constantFrom<KeyKind>('HS256', 'RS256', 'PS384', 'ES256', 'EdDSA');
// If the header alone is a reason to reject, the signature is not checked, and RSA signatures are slow to
// create.
const quickKinds = fc.constantFrom<KeyKind>('HS256', 'ES256', 'EdDSA');
const RESERVED = ['alg', 'kid', 'typ', 'crit', 'b64', '__proto__'];
/** Any JSON that strict JSON accepts and that fits into a header. */
const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => {
  const text = JSON.stringify(value);
  return text.length < 500 && !/\\ud|__proto__/i.test(text);
});
const extraMembers = fc.dictionary(
  fc.oneof(fc.constantFrom('jwk', 'jku', 'x5u', 'x5c', 'x5t', 'cty', 'zip', 'enc'), fc.string()),
  json,
  { maxKeys: 4 },
);

describe('the header of a token', () => {
  it('never supplies a key: with any other members, the issuer’s token is accepted and another is rejected', () => {
    fc.assert(
      fc.property(kinds, extraMembers, (kind, members) => {
        fc.pre(Object.keys(members).every((name) => !RESERVED.includes(name)));
        fc.pre(JSON.stringify(members).length < 600 && !/\\ud/i.test(JSON.stringify(members)));
        const own = mint(keyOf(kind), { header: members });
        const forged = mint(keyOf(kind, 'attacker'), { header: members });
        return (
          verdictNow(() => verifyCompact(own, keyFor(kind))) === 'accepted' &&
          verdictNow(() => verifyCompact(forged, keyFor(kind))) === 'ERR_SIGNATURE_INVALID'
        );
      }),
      runs(),
    );
  });

  it('never chooses the algorithm: any alg except the key’s own is rejected', () => {
    const names = fc.oneof(fc.constantFrom(...EVERY_KIND, 'none', 'ES256K', 'RS1'), fc.string());
    fc.assert(
      fc.property(kinds, names, (kind, alg) => {
        const key = keyOf(kind);
        fc.pre(alg !== key.alg && !/\\ud/i.test(JSON.stringify(alg)));
        const token = mint(key, { header: { alg } });
        return ['ERR_ALGORITHM_NOT_ALLOWED', 'ERR_HEADER_INVALID'].includes(
          verdictNow(() => verifyCompact(token, keyFor(kind))),
        );
      }),
      runs(),
    );
  });

  it('names its key exactly: any other kid finds no key', () => {
    const names = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.constantFrom('KEY-1', 'key-1 ', 'key-'),
    );
    fc.assert(
      fc.property(quickKinds, names, (kind, kid) => {
        fc.pre(kid !== 'key-1');
        const token = mint(keyOf(kind), { header: { kid } });
        return verdictNow(() => verifyCompact(token, keyFor(kind))) === 'ERR_KEY_NOT_FOUND';
      }),
      runs(),
    );
  });

  it('with crit or b64 is rejected, whatever their value', () => {
    const extension = fc.constantFrom('crit', 'b64');
    fc.assert(
      fc.property(quickKinds, extension, json, (kind, name, value) => {
        const token = mint(keyOf(kind), { header: { [name]: value } });
        return verdictNow(() => verifyCompact(token, keyFor(kind))) === 'ERR_CRITICAL_HEADER';
      }),
      runs(),
    );
  });

  it('has members of the right type or is rejected', () => {
    const member = fc.constantFrom('alg', 'kid', 'typ');
    const value = json.filter((candidate) => typeof candidate !== 'string');
    fc.assert(
      fc.property(quickKinds, member, value, (kind, name, wrong) => {
        const token = mint(keyOf(kind), { header: { [name]: wrong } });
        return verdictNow(() => verifyCompact(token, keyFor(kind))) === 'ERR_HEADER_INVALID';
      }),
      runs(),
    );
  });
});

describe('the payload of a token', () => {
  it('may be any bytes, and is returned as signed', () => {
    fc.assert(
      fc.property(quickKinds, fc.uint8Array({ maxLength: 300 }), (kind, bytes) => {
        const payload = Buffer.from(bytes);
        const token = mintRaw(keyOf(kind), { payload });
        return payload.equals(verifyCompact(token, keyFor(kind)).payload);
      }),
      runs(),
    );
  });
});
