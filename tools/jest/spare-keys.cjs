/**
 * Preloaded into every process that runs spec files. Generates a few RSA keys of each kind in a run and returns them
 * again in all processes of the run. Nearly every spec file needs several RSA keys, and generating one takes 0.3 s of
 * CPU time: a tenth of the whole run. Consecutive requests return different keys.
 */
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');

/**
 * The number of different keys of each kind. No spec file needs more at the same time, and no key ring generates
 * more.
 */
const DIFFERENT = 6;
const DIFFERENT_IN_RINGS = 8;

const made = new Map();
const asked = new Map();

/** Selects the next key of a kind, in this process and among all processes. Processes start at different keys. */
function nextPlace(who, kind, different) {
  const key = `${who} ${JSON.stringify(kind, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`;
  const count = asked.get(key) ?? process.pid % different;
  asked.set(key, count + 1);
  const place = `${key} ${count % different}`;
  return { place, file: fileOf(place) };
}

/**
 * The file of a key: in the folder that PORTCULLIS_SPARE_KEYS names, which outlives the run, or in the folder of the
 * run (`tools/servers`).
 */
function fileOf(place) {
  const folder = process.env.PORTCULLIS_SPARE_KEYS ?? process.env.PORTCULLIS_SERVERS;
  if (folder === undefined) return undefined;
  return path.join(folder, crypto.createHash('sha256').update(place).digest('hex'));
}

/** Returns a key pair that this process or another one has generated, if there is one. */
function find({ place, file }) {
  if (!made.has(place) && file !== undefined && fs.existsSync(file)) {
    const privateKey = crypto.createPrivateKey(fs.readFileSync(file));
    made.set(place, { privateKey, publicKey: crypto.createPublicKey(privateKey) });
  }
  return made.get(place);
}

function keep({ place, file }, pair) {
  made.set(place, pair);
  // Keys requested as text are not shared with other processes.
  if (file === undefined || !(pair.privateKey instanceof crypto.KeyObject)) return pair;
  const own = `${file}-${process.pid}`;
  fs.writeFileSync(own, pair.privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  fs.renameSync(own, file);
  return pair;
}

const { generateKeyPairSync } = crypto;
crypto.generateKeyPairSync = (type, options) => {
  if (!type.startsWith('rsa')) return generateKeyPairSync(type, options);
  const next = nextPlace('sync', [type, options], DIFFERENT);
  return find(next) ?? keep(next, generateKeyPairSync(type, options));
};

const { generateKeyPair } = crypto;
const generate = promisify(generateKeyPair);
generateKeyPair[promisify.custom] = async (type, options) => {
  if (!type.startsWith('rsa')) return generate(type, options);
  const next = nextPlace('async', [type, options], DIFFERENT_IN_RINGS);
  return find(next) ?? keep(next, await generate(type, options));
};

const subtle = Object.getPrototypeOf(crypto.webcrypto.subtle);
const { generateKey } = subtle;
subtle.generateKey = async function (algorithm, extractable, usages) {
  const { name, hash, modulusLength } = algorithm;
  if (name !== 'RSASSA-PKCS1-v1_5') return generateKey.call(this, algorithm, extractable, usages);
  const next = nextPlace('subtle', [name, modulusLength], DIFFERENT_IN_RINGS);
  const pair = find(next) ?? keep(next, await generate('rsa', { modulusLength }));
  const imported = (type, key, ...rest) =>
    this.importKey(type, key.export({ format: 'der', type }), { name, hash }, ...rest);
  return {
    privateKey: await imported('pkcs8', pair.privateKey, extractable, ['sign']),
    publicKey: await imported('spki', pair.publicKey, true, ['verify']),
  };
};
