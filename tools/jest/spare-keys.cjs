/**
 * Preloaded into whoever runs spec files: RSA keys are made a few times per kind in each run, and then handed out again,
 * in all of its processes. Nearly every file asks for several, and one takes 0.3 s of a processor: in all a tenth of the
 * run. Keys that are asked for one after the other are different ones.
 */
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');

/** No file needs more different keys of a kind at once, nor a ring that makes its own as it goes on. */
const DIFFERENT = 6;
const DIFFERENT_IN_RINGS = 8;

const made = new Map();
const asked = new Map();

/** The place of the next key of a kind, in this process and among all of them. Not all of them begin with the same. */
function nextPlace(who, kind, different) {
  const key = `${who} ${JSON.stringify(kind, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`;
  const count = asked.get(key) ?? process.pid % different;
  asked.set(key, count + 1);
  const place = `${key} ${count % different}`;
  return { place, file: fileOf(place) };
}

/** In a folder that outlives the run, where one is named, or in that of the run (`tools/servers`). */
function fileOf(place) {
  const folder = process.env.PORTCULLIS_SPARE_KEYS ?? process.env.PORTCULLIS_SERVERS;
  if (folder === undefined) return undefined;
  return path.join(folder, crypto.createHash('sha256').update(place).digest('hex'));
}

/** A pair that this process or another one has made. */
function find({ place, file }) {
  if (!made.has(place) && file !== undefined && fs.existsSync(file)) {
    const privateKey = crypto.createPrivateKey(fs.readFileSync(file));
    made.set(place, { privateKey, publicKey: crypto.createPublicKey(privateKey) });
  }
  return made.get(place);
}

function keep({ place, file }, pair) {
  made.set(place, pair);
  // Keys that were asked for as text stay with this process.
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
