/**
 * Measures issuing through a key ring in a store, as ratios to the bare signature of node:crypto over the same bytes.
 *
 *   npm run bench:issue            prints a table
 *   npm run bench:issue -- --json  prints JSON
 *   BENCH_CLOCK=cpu npm run …      on a busy machine: counts the CPU time of this process
 */
import { constants, createHmac, createPrivateKey, createSecretKey, sign } from 'node:crypto';
import { KeyRing, MemoryKeyStore, SIGNING_ALGORITHMS, TokenSigner } from '@portcullis/issuer';
import { measure, ratio } from './lib/measure.mjs';

const LIMITS = { RS256: 1.1 };
const SETTINGS = { issuer: 'https://issuer.example', audience: 'https://api.example' };
const REQUEST = {
  subject: 'user-1',
  claims: { role: 'editor', scope: 'orders:read orders:write' },
};
const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
const FORMATS = { PS256: PSS, ES256: { dsaEncoding: 'ieee-p1363' } };

const results = [];
await compare('HS256'); // warm the code up before measuring
for (const alg of SIGNING_ALGORITHMS) results.push(await compare(alg));
report();

async function compare(alg) {
  const keyRing = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: alg });
  const signer = new TokenSigner({ ...SETTINGS, keyRing });
  const { token } = await signer.sign(REQUEST);
  const times = await measure({
    raw: rawSign(alg, keyRing.active.exportPrivateJwk(), token),
    portcullis: () => signer.sign(REQUEST),
  });
  await keyRing.close();
  const { raw, portcullis } = times;
  return {
    alg,
    raw: Math.round(raw.nanoseconds),
    issue: Math.round(portcullis.nanoseconds),
    ratio: ratio(portcullis, raw),
    limit: LIMITS[alg],
  };
}

/** Signs the bytes of a token's signing input. */
function rawSign(alg, jwk, token) {
  const input = Buffer.from(token.slice(0, token.lastIndexOf('.')));
  if (alg === 'HS256') {
    const secret = createSecretKey(Buffer.from(jwk.k, 'base64url'));
    return () => createHmac('sha256', secret).update(input).digest();
  }
  const options = { key: createPrivateKey({ key: jwk, format: 'jwk' }), ...FORMATS[alg] };
  const hash = alg === 'EdDSA' ? null : 'sha256';
  return () => sign(hash, input, options);
}

function report() {
  const failed = results.filter(({ ratio: measured, limit }) => measured > (limit ?? Infinity));
  if (process.argv.includes('--json')) console.log(JSON.stringify(results, null, 2));
  else {
    console.log('| alg | raw `crypto.sign`, µs | issue, µs | issue / raw | limit |');
    console.log('| --- | --- | --- | --- | --- |');
    for (const { alg, raw, issue, ratio: measured, limit } of results) {
      const cells = [alg, micro(raw), micro(issue), measured.toFixed(2), limit ?? ''];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
  if (failed.length > 0) process.exitCode = 1;
}

function micro(nanoseconds) {
  return (nanoseconds / 1000).toFixed(1);
}
