/** The process of one contender: `node server.mjs <contender> <platform> <world>`. Answers questions by IPC. */
import 'reflect-metadata';
import { createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CONTENDERS } from './contenders.mjs';

const [name, platform, file] = process.argv.slice(2);
const world = JSON.parse(readFileSync(file, 'utf8'));
const contender = CONTENDERS[name];
const app = await contender.start(platform, world);
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address();
await assertAuthenticates();

const ANSWERS = {
  cpu: () => process.cpuUsage().user,
  raw: () => contender.raw && rawTime(),
  hits: () => contender.hitRate?.(app),
};
process.on('message', (question) => process.send({ value: ANSWERS[question]() }));
process.on('disconnect', () => process.exit());
process.send({ value: port });

/** A contender must accept the valid token and reject the forged one. Otherwise its figures mean nothing. */
async function assertAuthenticates() {
  const { tokens } = world;
  const isCookie = contender.tokens === 'cookies';
  const [token] = tokens[isCookie ? 'warm' : contender.tokens];
  const send = (value) =>
    fetch(`http://127.0.0.1:${port}/`, {
      headers: isCookie ? { cookie: `token=${value}` } : { authorization: `Bearer ${value}` },
    });
  const statuses = [
    (await send(token)).status,
    (await send(`${token.slice(0, -8)}AAAAAAAA`)).status,
  ];
  const expected = contender.isOpen ? [200, 200] : [200, 401];
  if (String(statuses) !== String(expected)) {
    throw new Error(
      `${name}: received ${statuses.join(' and ')} for a valid and a forged token, expected ${expected.join(' and ')}`,
    );
  }
}

/** User CPU of one bare signature check of this contender's tokens, in µs. */
function rawTime() {
  const tokens = world.tokens[contender.tokens].slice(0, 2000);
  const check = contender.raw === 'RS256' ? rawRsa() : rawHmac();
  for (const token of tokens) check(token);
  const before = process.cpuUsage().user;
  for (const token of tokens) check(token);
  return (process.cpuUsage().user - before) / tokens.length;
}

function rawRsa() {
  const key = createPublicKey(world.pem);
  return (token) => {
    const end = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(end + 1), 'base64url');
    if (!verify('sha256', Buffer.from(token.slice(0, end), 'latin1'), key, signature))
      throw new Error('invalid');
  };
}

function rawHmac() {
  const secret = Buffer.from(world.secret, 'base64url');
  return (token) =>
    createHmac('sha256', secret)
      .update(token.slice(0, token.lastIndexOf('.')))
      .digest();
}
