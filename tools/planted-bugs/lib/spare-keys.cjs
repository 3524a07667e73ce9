// Preloaded into Jest: hands out RSA keys that were made before. Every test file asks for several, and making them
// is most of what a short run costs.
const crypto = require('node:crypto');
const { readFileSync } = require('node:fs');

const { generateKeyPairSync: make, createPrivateKey, createPublicKey } = crypto;
const spare = JSON.parse(readFileSync(process.env.PLANTED_RSA_KEYS, 'utf8'));
let taken = 0;

crypto.generateKeyPairSync = (type, options) => {
  const isPlain = type === 'rsa' && JSON.stringify(options) === '{"modulusLength":2048}';
  if (!isPlain) return make(type, options);
  const privateKey = createPrivateKey(spare[taken++ % spare.length]);
  return { privateKey, publicKey: createPublicKey(privateKey) };
};
