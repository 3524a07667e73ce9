/** A transport of one's own, as docs/transports.md shows it. */
import { ForbiddenException, Injectable, type INestApplication } from '@nestjs/common';
import { ExternalContextCreator } from '@nestjs/core';
import { CurrentUser, JwtAuthModule, OptionalAuth, Public, Roles } from '@portcullis/nest';
import { JobRefused, jobTransport, OnJob, type Job } from '../examples/job-transport.js';
import { createApp } from '../support/app.js';
import { hmac, trusted } from '../support/boot.js';
import { blocksOf, exampleText } from '../support/documented.js';
import { mint, tampered } from '../support/tokens.js';

@Injectable()
class Jobs {
  @OnJob('mine')
  mine(@CurrentUser('id') id: unknown): unknown {
    return id;
  }

  @Roles('admin')
  @OnJob('clean')
  clean(@CurrentUser('id') id: unknown): unknown {
    return id;
  }

  @OptionalAuth()
  @OnJob('maybe')
  maybe(@CurrentUser('id') id: unknown): unknown {
    return id ?? 'nobody';
  }

  @Public()
  @OnJob('open')
  open(@CurrentUser('id') id: unknown): unknown {
    return id ?? 'nobody';
  }
}

let nest: INestApplication;

async function start(isAdded: boolean): Promise<void> {
  const auth = JwtAuthModule.forRoot({ ...trusted, transports: isAdded ? [jobTransport] : [] });
  ({ nest } = await createApp('express', { imports: [auth], providers: [Jobs] }));
  await nest.init();
}

/** Hands a job to its handler, through Nest's own door for handlers of other libraries. */
async function run(name: keyof Jobs, authorization?: string): Promise<unknown> {
  const jobs = nest.get(Jobs);
  const parameters = { exchangeKeyForValue: () => undefined };
  const handle = nest
    .get(ExternalContextCreator)
    .create<never, string>(
      jobs,
      jobs[name],
      name,
      '__routeArguments__',
      parameters,
      undefined,
      undefined,
      undefined,
      'job',
    );
  const job: Job = authorization === undefined ? { name } : { name, authorization };
  try {
    return await (handle(job) as Promise<unknown>);
  } catch (error) {
    if (error instanceof JobRefused) return error.status;
    throw error;
  }
}

const bearer = (role: string) => `Bearer ${mint(hmac, { role })}`;
const bad = `Bearer ${tampered(mint(hmac), { role: 'admin' })}`;

describe('a transport of one’s own', () => {
  afterEach(() => nest.close());

  it('has the policy of all the others', async () => {
    await start(true);

    expect([
      await run('mine'),
      await run('mine', bad),
      await run('mine', bearer('viewer')),
    ]).toEqual([401, 401, 'user-1']);
    expect([await run('clean', bearer('viewer')), await run('clean', bearer('admin'))]).toEqual([
      403,
      'user-1',
    ]);
    expect([await run('maybe'), await run('maybe', bad), await run('maybe', bearer('x'))]).toEqual([
      'nobody',
      401,
      'user-1',
    ]);
    expect([await run('open'), await run('open', bad)]).toEqual(['nobody', 'nobody']);
    expect(await run('mine', `${bearer('viewer')}, ${bearer('admin')}`)).toBe(400);
  });

  it('that the module does not know is denied', async () => {
    await start(false);

    for (const name of ['mine', 'clean', 'maybe', 'open'] as const) {
      await expect(run(name, bearer('admin'))).rejects.toBeInstanceOf(ForbiddenException);
    }
  });
});

it('the transport of docs/transports.md is this one', () => {
  expect(blocksOf('transports.md')).toContain(exampleText('job-transport.ts'));
});
