/** Properties of claims, around every boundary and with every tolerance. */
import fc from 'fast-check';
import type { ClaimsPolicy } from '../../src/claims/claims-policy.js';
import { assertRegisteredClaims, goodUntil } from '../../src/claims/registered-claims.js';
import { assertTokenType, tokenTypeRule } from '../../src/claims/token-type.js';
import type { JsonObject } from '../../src/index.js';
import { IssuerRegistry } from '../../src/issuers/issuer-registry.js';
import type { TrustedIssuer } from '../../src/issuers/trusted-issuer.js';
import { runs } from '../support/runs.js';
import { AUDIENCE, GOOD_CLAIMS, ISSUER, NOW } from '../support/tokens.js';
import { verdictNow, type Verdict } from '../support/verdict.js';

const policy: ClaimsPolicy = {
  audience: new Set([AUDIENCE]),
  required: ['exp', 'iss', 'aud', 'sub'],
  values: [],
  forbidden: [],
  acceptsBound: false,
  idToken: undefined,
  clockTolerance: 5,
  maxLifetime: 30 * 86_400,
  maxTokenAge: undefined,
  type: tokenTypeRule('access'),
};
const check = (claims: JsonObject, change: Partial<ClaimsPolicy> = {}, now = NOW): Verdict =>
  verdictNow(() =>
    assertRegisteredClaims({ ...GOOD_CLAIMS, ...claims }, { ...policy, ...change }, now),
  );

const tolerance = fc.integer({ min: 0, max: 300 });
const offset = fc.oneof(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -10, max: 10 }));

describe('the time of a token', () => {
  it('ends exactly at exp + tolerance', () => {
    fc.assert(
      fc.property(tolerance, offset, (clockTolerance, delta) => {
        const claims = { iat: NOW - 1000, exp: NOW + delta };
        const expected = delta + clockTolerance > 0 ? 'accepted' : 'ERR_TOKEN_EXPIRED';
        return check(claims, { clockTolerance }) === expected;
      }),
      runs(),
    );
  });

  it('begins exactly at nbf − tolerance, and at iat − tolerance', () => {
    fc.assert(
      fc.property(
        tolerance,
        offset,
        fc.constantFrom('nbf', 'iat'),
        (clockTolerance, delta, claim) => {
          const claims = { exp: NOW + 1000, [claim]: NOW + delta };
          const expected = delta <= clockTolerance ? 'accepted' : 'ERR_TOKEN_NOT_YET_VALID';
          return check(claims, { clockTolerance }) === expected;
        },
      ),
      runs(),
    );
  });

  it('is at most maxLifetime from iat, or from now', () => {
    const seconds = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(seconds, seconds, fc.boolean(), (maxLifetime, lifetime, hasIat) => {
        const claims = { iat: hasIat ? NOW : undefined, exp: NOW + lifetime };
        const expected = lifetime <= maxLifetime ? 'accepted' : 'ERR_TOKEN_LIFETIME';
        return check(claims, { maxLifetime }) === expected;
      }),
      runs(),
    );
  });

  it('is at most maxTokenAge + tolerance from iat', () => {
    const seconds = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(seconds, seconds, tolerance, (maxTokenAge, age, clockTolerance) => {
        const expected = age < maxTokenAge + clockTolerance ? 'accepted' : 'ERR_TOKEN_TOO_OLD';
        return check({ iat: NOW - age }, { maxTokenAge, clockTolerance }) === expected;
      }),
      runs(),
    );
  });

  it('changes only from valid to invalid as time passes, at goodUntil', () => {
    const age = fc.option(fc.integer({ min: 1, max: 2000 }), { nil: undefined });
    fc.assert(
      fc.property(tolerance, fc.nat(2000), age, (clockTolerance, later, maxTokenAge) => {
        const change = { clockTolerance, maxTokenAge };
        const until = goodUntil(GOOD_CLAIMS, { ...policy, ...change });
        const now = NOW + later;
        fc.pre(check({}, change, NOW) === 'accepted');
        return (check({}, change, now) === 'accepted') === now < until;
      }),
      runs(),
    );
  });

  it('is a finite number above 0, and no other JSON value', () => {
    const claim = fc.constantFrom('exp', 'nbf', 'iat');
    const value = fc.oneof(
      fc
        .jsonValue({ maxDepth: 2 })
        .filter((json) => !(typeof json === 'number' && json > 0) && json !== null),
      fc.constantFrom(Infinity, -Infinity, -1, 0, -0),
    );
    fc.assert(
      fc.property(claim, value, (name, wrong) => {
        fc.pre(name !== 'nbf' || !(wrong === 0)); // "always valid"
        return check({ [name]: wrong }) === 'ERR_CLAIM_INVALID';
      }),
      runs(),
    );
  });
});

describe('the parties of a token', () => {
  it('are accepted exactly when one audience equals a configured one', () => {
    const names = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'A', 'a '), {
      minLength: 1,
    });
    fc.assert(
      fc.property(names, names, fc.boolean(), (aud, ours, asText) => {
        const given = asText ? (aud[0] ?? '') : aud;
        const expected = [given].flat().some((name) => ours.includes(name));
        const verdict = check({ aud: given }, { audience: new Set(ours) });
        return verdict === (expected ? 'accepted' : 'ERR_AUDIENCE_MISMATCH');
      }),
      runs(),
    );
  });

  it('have exactly the configured issuer', () => {
    const trusted = { issuer: ISSUER } as TrustedIssuer;
    const registry = new IssuerRegistry([trusted]);
    const nearly = fc
      .tuple(fc.nat(ISSUER.length), fc.string({ unit: 'binary', maxLength: 2 }), fc.nat(2))
      .map(([at, text, cut]) => ISSUER.slice(0, at) + text + ISSUER.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (iss) => {
        if (iss === ISSUER) return registry.find(iss) === trusted;
        return verdictNow(() => registry.find(iss)) === 'ERR_ISSUER_UNKNOWN';
      }),
      runs(),
    );
  });

  it('are strings: no other JSON value is a subject or an ID', () => {
    const value = fc
      .jsonValue({ maxDepth: 2 })
      .filter((json) => typeof json !== 'string' && json !== null);
    fc.assert(
      fc.property(
        fc.constantFrom('sub', 'jti'),
        value,
        (claim, wrong) => check({ [claim]: wrong }) === 'ERR_CLAIM_INVALID',
      ),
      runs(),
    );
  });

  it('are all present, or the missing one is named', () => {
    const claim = fc.constantFrom('exp', 'iss', 'aud', 'sub', 'tenant', 'constructor', 'toString');
    fc.assert(
      fc.property(fc.uniqueArray(claim), fc.uniqueArray(claim), (required, present) => {
        const all: JsonObject = { ...GOOD_CLAIMS, tenant: 't', constructor: 'c', toString: 's' };
        const kept = Object.entries(all).filter(([name]) => present.includes(name as 'exp'));
        const claims = Object.assign(Object.create(null) as object, Object.fromEntries(kept));
        const verdict = verdictNow(() =>
          assertRegisteredClaims(claims, { ...policy, audience: null, required }, NOW),
        );
        const complete = required.every((name) => present.includes(name));
        return verdict === (complete ? 'accepted' : 'ERR_CLAIM_MISSING');
      }),
      runs(),
    );
  });
});

describe('the type of a token', () => {
  it('is an accepted one, regardless of case and of application/', () => {
    const names = fc.constantFrom('jwt', 'at+jwt', 'id+jwt', 'logout+jwt', 'dpop+jwt', 'x');
    const spelling = fc.tuple(fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(
        fc.uniqueArray(names, { minLength: 1 }),
        names,
        spelling,
        (accepted, given, how) => {
          const [upper, long] = how;
          const typ = `${long ? 'application/' : ''}${given}`;
          const written = upper ? typ.toUpperCase() : typ;
          const rule = tokenTypeRule('access', { typ: accepted });
          const verdict = verdictNow(() => assertTokenType(rule, written, {}));
          return verdict === (accepted.includes(given) ? 'accepted' : 'ERR_TOKEN_TYPE');
        },
      ),
      runs(),
    );
  });
});
