/** A sign-in or a refresh that is under way while its subject is revoked. */
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { createVerifier } from '@portcullis/core';
import {
  MemoryKeyStore,
  MemoryRevocationStore,
  MemorySessionStore,
  type TokenIssuerModuleOptions,
} from '@portcullis/nest/issuer';
import { IssuerKeys } from '../../src/issuer/issuer-keys.js';
import { IssuerParts } from '../../src/issuer/issuer-parts.js';
import { TokenIssuer } from '../../src/issuer/token-issuer.js';
import { claimsOf, issuerOptions, People } from './issuer-app.js';

/** In the middle of a second. */
const NOW = 1_800_000_000_400;

interface Process {
  readonly issuer: TokenIssuer;
  readonly verifier: ReturnType<typeof createVerifier>;
}

let now: number;
let people: People;
let options: TokenIssuerModuleOptions;
/** What happens after `grant` has looked, and before it answers. */
let meanwhile: (() => Promise<unknown>) | undefined;
const open: IssuerParts[] = [];

const grant: NonNullable<TokenIssuerModuleOptions['grant']> = async (...asked) => {
  const found = await people.grant(...asked);
  const happens = meanwhile;
  meanwhile = undefined;
  await happens?.();
  return found;
};

async function start(more: Partial<TokenIssuerModuleOptions> = {}): Promise<Process> {
  const parts = await IssuerParts.open({ ...options, ...more });
  open.push(parts);
  const issuer = new TokenIssuer(parts, new IssuerKeys(parts.keyRing));
  return { issuer, verifier: createVerifier({ ...issuer.verifierOptions, clock: () => now }) };
}

/** A store whose other users are told of nothing: they find what is new when they ask. */
class WithoutPush extends MemoryRevocationStore {
  override subscribe(): Promise<() => Promise<void>> {
    return Promise.resolve(async () => undefined);
  }
}

beforeEach(() => {
  now = NOW;
  meanwhile = undefined;
  people = new People();
  options = {
    ...issuerOptions(people),
    keys: { algorithm: 'ES256', store: new MemoryKeyStore() },
    revocations: { store: new WithoutPush(), pollEvery: '1h', maxStaleness: '24h' },
    grant,
    clock: () => now,
  };
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((parts) => parts.close()));
});

const demote = async (by: Process): Promise<void> => {
  now += 2500; // the skew is over
  people.roles.set('ada', 'viewer');
  await by.issuer.revocations.revokeSubject('ada');
  now += 2500;
};

describe('a refresh during which its subject is revoked', () => {
  it('says what holds since then, and its token holds', async () => {
    const here = await start();
    const { refresh_token: token } = await here.issuer.signIn('ada');
    meanwhile = () => demote(here);
    const { access_token: access } = await here.issuer.refresh(token);
    expect(claimsOf(access)['role']).toBe('viewer');
    expect((await here.verifier.verify(access)).claims.sub).toBe('ada');
  });

  it('by another process is given a token that is revoked, and then one that holds', async () => {
    const [here, there] = [await start(), await start()];
    const { refresh_token: token } = await here.issuer.signIn('ada');
    meanwhile = () => demote(there);
    const stale = await here.issuer.refresh(token);
    expect(claimsOf(stale.access_token)['role']).toBe('admin');
    await here.issuer.revocations.refresh();
    for (const { verifier } of [here, there]) {
      await expect(verifier.verify(stale.access_token)).rejects.toMatchObject({
        code: 'ERR_TOKEN_REVOKED',
      });
    }
    const next = await here.issuer.refresh(stale.refresh_token);
    expect(claimsOf(next.access_token)['role']).toBe('viewer');
    expect((await there.verifier.verify(next.access_token)).claims.sub).toBe('ada');
  });

  it('again and again ends with a token that is revoked', async () => {
    const here = await start();
    const { refresh_token: token } = await here.issuer.signIn('ada');
    let looks = 0;
    const again = async (): Promise<void> => {
      looks++;
      await demote(here);
      meanwhile = again;
    };
    meanwhile = again;
    const { access_token: access } = await here.issuer.refresh(token);
    expect(looks).toBe(3);
    await expect(here.verifier.verify(access)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
  });
});

describe('a client that is revoked while its secret is checked', () => {
  const client = { clientId: 'jobs', clientSecret: 'secret' };
  let role: string | undefined;
  const clients: NonNullable<TokenIssuerModuleOptions['clients']> = async () => {
    const found = role === undefined ? undefined : { claims: { role } };
    const happens = meanwhile;
    meanwhile = undefined;
    await happens?.();
    return found;
  };
  const remove = async (by: Process): Promise<void> => {
    now += 2500;
    role = undefined;
    await by.issuer.revocations.revokeSubject('jobs');
    now += 2500;
  };

  beforeEach(() => void (role = 'job'));

  it('is refused where this process hears of it', async () => {
    const here = await start({ clients });
    meanwhile = () => remove(here);
    const refused = { error: 'invalid_client' };
    await expect(here.issuer.clientCredentials(client)).rejects.toMatchObject(refused);
  });

  it('by another process is given a token that is revoked', async () => {
    const [here, there] = [await start({ clients }), await start()];
    meanwhile = () => remove(there);
    const { access_token: stale } = await here.issuer.clientCredentials(client);
    await here.issuer.revocations.refresh();
    await expect(here.verifier.verify(stale)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
    role = 'job';
    const { access_token: twin } = await here.issuer.clientCredentials(client);
    expect((await here.verifier.verify(twin)).claims.sub).toBe('jobs');
  });
});

describe('the revocation of a subject', () => {
  it('ends its sessions too, however a sign-in or a refresh meets it, and no other’s', async () => {
    const [here, there] = [await start(), await start()];
    const kept = await here.issuer.signIn('bob');
    const { refresh_token: token, access_token: access } = await here.issuer.signIn('ada');
    const revoke = async () => expect(await there.issuer.revokeSubject('ada')).toBe(1);
    meanwhile = revoke;
    const refused = { code: 'ERR_REFRESH_REJECTED', reason: 'ended' };
    await expect(here.issuer.refresh(token)).rejects.toMatchObject(refused);
    await here.issuer.revocations.refresh();
    await expect(here.verifier.verify(access)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
    now += 5000;
    meanwhile = async () => expect(await there.issuer.revokeSubject('ada')).toBe(0);
    await expect(here.issuer.signIn('ada')).rejects.toMatchObject({ code: 'ERR_SUBJECT_GONE' });
    expect(await here.issuer.sessions.list('ada')).toEqual([]);
    const continued = await here.issuer.refresh(kept.refresh_token);
    expect((await there.verifier.verify(continued.access_token)).claims.sub).toBe('bob');
  });
});

describe('a sign-in between the two writes of a revocation of its subject', () => {
  it('is refused: the revocation is written before the sessions are listed and ended', async () => {
    const store = new MemorySessionStore();
    options = { ...options, sessions: { ...options.sessions, store, refreshKey: randomBytes(32) } };
    const [here, there] = [await start(), await start()];
    let outcome: Promise<unknown> | undefined;
    const list = store.list.bind(store);
    store.list = async (subject) => {
      store.list = list;
      const listed = await list(subject);
      outcome = here.issuer.signIn('ada', { checkedAt }).catch((error: unknown) => error);
      await outcome;
      return listed;
    };
    const checkedAt = now;
    await there.issuer.revokeSubject('ada');
    expect(await outcome).toMatchObject({ code: 'ERR_SUBJECT_GONE' });
    expect(await here.issuer.sessions.list('ada')).toEqual([]);
    now += 2500;
    expect((await here.issuer.signIn('ada', { checkedAt: now })).expires_in).toBe(900);
  });
});

describe('a sign-in during which its subject is revoked', () => {
  it.each(['this', 'another'])('by %s process is refused, and leaves no session', async (by) => {
    const [here, there] = [await start(), await start()];
    meanwhile = () => demote(by === 'this' ? here : there);
    await expect(here.issuer.signIn('ada')).rejects.toMatchObject({ code: 'ERR_SUBJECT_GONE' });
    expect(await here.issuer.sessions.list('ada')).toEqual([]);
    const after = await here.issuer.signIn('ada');
    expect((await here.verifier.verify(after.access_token)).claims.sub).toBe('ada');
  });

  it('is refused when that was while its password was checked, if it says since when', async () => {
    const here = await start();
    const checkedAt = now;
    await demote(here);
    await expect(here.issuer.signIn('ada', { checkedAt })).rejects.toMatchObject({
      code: 'ERR_SUBJECT_GONE',
    });
    expect(await here.issuer.sessions.list('ada')).toEqual([]);
    expect(await here.issuer.signIn('ada', { checkedAt: now })).toMatchObject({
      refresh_token: expect.stringMatching(/^prt_/) as unknown,
    });
  });

  it('is refused as well when it can’t be told', async () => {
    class Losable extends WithoutPush {
      isLost = false;

      override read(...given: Parameters<MemoryRevocationStore['read']>) {
        return this.isLost ? Promise.reject(new Error('gone')) : super.read(...given);
      }
    }
    const store = new Losable();
    const here = await start({ revocations: { store } });
    store.isLost = true;
    await expect(here.issuer.signIn('ada')).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
    });
    expect(await here.issuer.sessions.list('ada')).toEqual([]);
    store.isLost = false;
    expect((await here.issuer.signIn('ada')).expires_in).toBe(900);
  });
});

describe('a theft that was noticed', () => {
  it('while the list could not be written is told again when a token is shown again', async () => {
    class Unwritable extends WithoutPush {
      isDown = false;

      override add(...given: Parameters<MemoryRevocationStore['add']>) {
        return this.isDown ? Promise.reject(new Error('gone')) : super.add(...given);
      }
    }
    const store = new Unwritable();
    const { issuer, verifier } = await start({ revocations: { store } });
    const { refresh_token: token } = await issuer.signIn('ada');
    const { access_token: stolen, refresh_token: next } = await issuer.refresh(token);
    store.isDown = true;
    await expect(issuer.refresh(token)).rejects.toMatchObject({ reason: 'reuse' });
    expect((await verifier.verify(stolen)).claims.sub).toBe('ada');
    store.isDown = false;
    await expect(issuer.refresh(next)).rejects.toMatchObject({ reason: 'ended' });
    await expect(verifier.verify(stolen)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
  });

  it('finds room in a list that is full, where a logout does not; and is not told for ever', async () => {
    const here = await start({ revocations: { store: new WithoutPush(), maxEntries: 1 } });
    const { issuer } = here;
    const [first, second] = [await issuer.signIn('ada'), await issuer.signIn('ada')];
    await issuer.revocations.revokeSession('another');
    await expect(issuer.signOut(first.refresh_token)).rejects.toMatchObject({
      code: 'ERR_ACCESS_TOKENS_REMAIN',
    });
    await issuer.refresh(second.refresh_token);
    const theft = await issuer.refresh(second.refresh_token).catch((error: Error) => error);
    expect([theft, theft instanceof Error && theft.cause]).toMatchObject([
      { reason: 'reuse' },
      undefined,
    ]);
    expect(issuer.revocations.size).toBe(2);
    now += 44 * 60_000;
    await issuer.revocations.refresh();
    await issuer.revocations.revokeSession('yet another');
    const late = await issuer.refresh(first.refresh_token).catch((error: Error) => error);
    expect([late, late instanceof Error && late.cause]).toMatchObject([
      { reason: 'ended' },
      undefined,
    ]);
    expect(await issuer.signOut(first.refresh_token)).toBe(false);
  });
});

describe('a list of revocations that is full', () => {
  const filled = async (): Promise<Process> => {
    const here = await start({ revocations: { store: new WithoutPush(), maxEntries: 1 } });
    await here.issuer.revocations.revokeSession('one');
    await here.issuer.revocations.revokeSession('another', { urgent: true });
    return here;
  };

  it('does not prevent the end of a session at sign-out, which reports that access tokens stay valid', async () => {
    const { issuer, verifier } = await filled();
    const { refresh_token: token, access_token: access } = await issuer.signIn('ada');
    await expect(issuer.signOut(token)).rejects.toMatchObject({ code: 'ERR_ACCESS_TOKENS_REMAIN' });
    await expect(issuer.refresh(token)).rejects.toMatchObject({ reason: 'ended' });
    expect((await verifier.verify(access)).claims.sub).toBe('ada');
  });

  it('leaves nobody signed in whose subject is revoked, which says the same', async () => {
    const { issuer, verifier } = await filled();
    const { refresh_token: token, access_token: access } = await issuer.signIn('ada');
    await expect(issuer.revokeSubject('ada')).rejects.toMatchObject({
      code: 'ERR_ACCESS_TOKENS_REMAIN',
    });
    await expect(issuer.refresh(token)).rejects.toMatchObject({ reason: 'ended' });
    expect(await issuer.sessions.list('ada')).toEqual([]);
    expect((await verifier.verify(access)).claims.sub).toBe('ada');
  });

  it('or one that can’t be written, ends the sessions all the same, and asks to try again', async () => {
    class WithoutSubjects extends WithoutPush {
      override add(...given: Parameters<MemoryRevocationStore['add']>) {
        return given[0].kind === 'sub' ? Promise.reject(new Error('gone')) : super.add(...given);
      }
    }
    const { issuer, verifier } = await start({ revocations: { store: new WithoutSubjects() } });
    const { refresh_token: token, access_token: access } = await issuer.signIn('ada');
    await expect(issuer.revokeSubject('ada')).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
    });
    await expect(issuer.refresh(token)).rejects.toMatchObject({ reason: 'ended' });
    await expect(verifier.verify(access)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
  });

  it('and its twin with room stops the access tokens, too', async () => {
    const { issuer, verifier } = await start();
    const [one, two] = [await issuer.signIn('ada'), await issuer.signIn('bob')];
    expect([await issuer.signOut(one.refresh_token), await issuer.revokeSubject('bob')]).toEqual([
      true,
      1,
    ]);
    for (const { access_token: access } of [one, two]) {
      await expect(verifier.verify(access)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
    }
  });

  it('where sessions are not kept is said as it is', async () => {
    const { sessions: _, grant: __, ...bare } = options;
    options = bare;
    const { issuer } = await filled();
    await expect(issuer.revokeSubject('ada')).rejects.toMatchObject({
      code: 'ERR_REVOCATIONS_FULL',
    });
  });
});
