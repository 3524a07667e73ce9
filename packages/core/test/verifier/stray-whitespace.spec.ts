/** Values from files and environment variables, with stray white space. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { createVerifier, type IssuerOptions, type VerifierOptions } from '../../src/index.js';
import { clock } from '../support/bench.js';
import { keyOf, secretTestKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const shared = { issuer: ISSUER, audience: AUDIENCE, clock };
const text = randomBytes(32).toString('base64url');

/** The warnings while a function runs. */
function warningsWhile(work: () => void): readonly string[] {
  const said: string[] = [];
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, options?: unknown) => {
    expect(options).toEqual({ type: 'PortcullisWarning', code: 'PORTCULLIS_STRAY_WHITESPACE' });
    said.push(String(warning));
  };
  try {
    work();
  } finally {
    process.emitWarning = emitWarning;
  }
  for (const warning of said) expect(warning).not.toContain(text);
  return said;
}

const warningsOf = (options: Partial<IssuerOptions>) =>
  warningsWhile(() => createVerifier({ ...shared, ...options }).close());

describe('a secret', () => {
  it.each<[how: string, secret: string | Buffer, because: string]>([
    ['with a line feed at its end', `${text}\n`, 'ends with a line break'],
    ['with CRLF at its end', `${text}\r\n`, 'ends with a line break'],
    ['as the bytes of a file', Buffer.from(`${text}\n`), 'ends with a line break'],
    ['preceded by a space', ` ${text}`, 'has whitespace around it'],
    ['followed by a tab', `${text}\t`, 'has whitespace around it'],
    ['after a byte order mark', `\ufeff${text}`, 'has whitespace around it'],
  ])('%s starts with a warning that names its option', (_how, secret, because) => {
    const [warning, ...others] = warningsOf({ secret });
    expect(warning).toMatch(/^secret: the secret /);
    expect(warning).toContain(because);
    expect(others).toEqual([]);
  });

  it.each<[how: string, secret: string | Buffer]>([
    ['without any', text],
    ['with some inside', `${text} ${text}`],
    ['of random bytes that end like a line', Buffer.concat([Buffer.alloc(40, 'é'), Buffer.of(10)])],
  ])('%s starts without one', (_how, given) => {
    const secret = typeof given === 'string' ? given : Buffer.concat([randomBytes(32), given]);
    expect(warningsOf({ secret })).toEqual([]);
  });

  it('that is a KeyObject gets no warning', () => {
    expect(warningsOf({ secret: createSecretKey(Buffer.from(`${text}\n`)) })).toEqual([]);
  });

  it('is named as one of several, and in a migration', () => {
    const odd = `${text}\n`;
    const names = (options: Partial<IssuerOptions>) =>
      warningsOf(options).map((warning) => warning.split(':')[0]);
    expect(names({ secrets: [text, odd] })).toEqual(['secrets[1]']);
    expect(names({ secrets: { a: odd, b: text } })).toEqual(['secrets["a"]']);
    const migration = { secret: odd, until: '2999-01-01T00:00:00Z' };
    expect(names({ jwks: { keys: [keyOf('ES256').jwk] }, migration })).toEqual([
      'migration.secret',
    ]);
  });

  it('is used unchanged', async () => {
    let verifier: ReturnType<typeof createVerifier> | undefined;
    warningsWhile(() => (verifier = createVerifier({ ...shared, secret: `${text}\n` })));
    const verdict = (secret: string) =>
      verdictOf(() => verifier?.verify(mint(secretTestKey('HS256', Buffer.from(secret)))));
    expect(await verdict(`${text}\n`)).toBe('accepted');
    expect(await verdict(text)).toBe('ERR_SIGNATURE_INVALID');
  });

  it('of a tenant causes one warning', async () => {
    const tenants = ['https://a.example', 'https://b.example', 'https://c.example'];
    const [first = '', ...others] = tenants;
    const verifier = createVerifier({
      clock,
      allowIssuer: (iss) => tenants.includes(iss),
      resolveIssuer: (issuer) => {
        const secret = issuer === first ? text : `${text}\n`;
        return { issuer, audience: AUDIENCE, secret };
      },
    });
    const said: string[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: string | Error) => void said.push(String(warning));
    const key = secretTestKey('HS256', Buffer.from(text));
    const verdicts: string[] = [];
    for (const iss of [first, ...others]) {
      verdicts.push(await verdictOf(() => verifier.verify(mint(key, { claims: { iss } }))));
    }
    process.emitWarning = emitWarning;
    expect(verdicts).toEqual(['accepted', 'ERR_SIGNATURE_INVALID', 'ERR_SIGNATURE_INVALID']);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/secret: the secret ends with a line break/);
    verifier.close();
  });
});

describe('a name or an address with whitespace around it', () => {
  const keys = { publicKey: keyOf('ES256').jwk };
  const wrong: readonly [option: string, Readonly<Record<string, unknown>>][] = [
    ['issuer', { ...keys, issuer: `${ISSUER}\n` }],
    ['issuer', { ...keys, issuer: ` ${ISSUER}` }],
    ['audience', { ...keys, audience: `${AUDIENCE}\r\n` }],
    ['audience', { ...keys, audience: ['other', `\t${AUDIENCE}`] }],
    ['jwksUri', { jwksUri: 'https://id.example/jwks\n' }],
    ['discover', { discover: ' https://id.example/metadata' }],
  ];

  it.each(wrong)('does not start, and names %s', async (option, change) => {
    const options = { ...shared, ...change } as VerifierOptions;
    const error = await errorOf(() => createVerifier(options));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
    expect(error?.message).toMatch(/text without whitespace around it/);
    const trimmed = Object.entries(options).map(([name, value]) => [name, trim(value)]);
    const twin = Object.fromEntries(trimmed) as VerifierOptions;
    expect(await verdictOf(() => createVerifier(twin).close())).toBe('accepted');
  });
});

function trim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trim);
  return typeof value === 'string' ? value.trim() : value;
}
