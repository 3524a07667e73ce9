/** Three processes on one store that is empty at first, on PostgreSQL and on Redis. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { redisUrl, scratchPostgres } from '../../../../tools/servers/index.mjs';
import { buildProgram, RingProcess, type Program } from './processes.js';

const WAIT_MS = 660_000;
const FOLLOWED_WITHIN_MS = 6500; // the longest interval of reads, and one read; a signal takes milliseconds
let program: Program;

beforeAll(async () => {
  program = await buildProgram();
});

afterAll(() => program.remove());

interface Server {
  readonly args: readonly string[];
  remove(): Promise<unknown>;
}

const servers: Readonly<Record<string, () => Promise<Server>>> = {
  PostgreSQL: async () => {
    const scratch = await scratchPostgres();
    return { args: ['postgres', scratch.url, 'ring'], remove: () => scratch.remove() };
  },
  Redis: async () => {
    const url = await redisUrl();
    const key = `portcullis-test:${randomUUID()}`;
    const remove = async (): Promise<void> => {
      const redis = new Redis(url);
      await redis.del(key);
      await redis.quit();
    };
    return { args: ['redis', url, key], remove };
  },
};

describe.each(Object.keys(servers))('three processes on %s', (name) => {
  let server: Server;
  let all: RingProcess[];
  const kek = randomBytes(32).toString('base64url');
  const start = (): RingProcess => new RingProcess(program, [...server.args, kek]);

  beforeEach(async () => {
    server = await (servers[name] as () => Promise<Server>)();
    all = [start(), start(), start()];
  });

  afterEach(async () => {
    await Promise.all(all.map((each) => each.end()));
    await server.remove();
  });

  it('begin with one key, follow a rotation and a kill, and continue after a SIGKILL during a rotation', async () => {
    const [one, two, three] = all as [RingProcess, RingProcess, RingProcess];
    const ended = new Set<RingProcess>();
    const states = await Promise.all(all.map((each) => each.ready));
    const [first] = states;
    expect(states).toEqual([first, first, first]);
    expect(first?.kids).toHaveLength(2);

    await Promise.all(all.map((each) => each.advance(WAIT_MS)));
    await one.rotate();
    const { active } = await one.state();
    expect(active).toBe(first?.kids[1]);
    for (const other of [two, three]) {
      expect(await other.sees((state) => state.active === active)).toBeLessThan(FOLLOWED_WITHIN_MS);
    }

    // The first process is ended before its write, the second after its write and before the answer.
    for (const [at, victim, witness] of [
      ['before', one, two],
      ['after', two, three],
    ] as const) {
      await Promise.all(
        all.filter((each) => !ended.has(each)).map((each) => each.advance(WAIT_MS)),
      );
      const before = await witness.state();
      await victim.hold(at);
      void victim.rotate();
      await victim.held;
      await victim.end();
      ended.add(victim);
      await witness.rotate();
      const after = await witness.state();
      expect(before.kids.slice(1)).toContain(after.active);
      expect(after.kids).toContain(before.active);
      expect(new Set(after.kids).size).toBe(after.kids.length);
    }

    const last = await three.state();
    expect(await three.kill(last.active)).toBe(true);
    const late = start();
    all.push(late);
    expect((await late.ready).kids).not.toContain(last.active);
  });
});
