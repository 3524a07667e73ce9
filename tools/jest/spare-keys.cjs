/**
 * Preloaded into whoever runs spec files: RSA keys are made a few times per kind in each process, and then handed out
 * again. Nearly every file asks for several, and one takes a tenth of a second of a processor.
 */
const crypto = require('node:crypto');

const { generateKeyPairSync: make } = crypto;
/** No file needs more different keys of a kind at once. */
const DIFFERENT = 6;
const made = new Map();

crypto.generateKeyPairSync = (type, options) => {
  if (!type.startsWith('rsa')) return make(type, options);
  const kind = JSON.stringify([type, options], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  const spare = made.get(kind) ?? { pairs: [], asked: 0 };
  made.set(kind, spare);
  const at = spare.asked++ % DIFFERENT;
  return (spare.pairs[at] ??= make(type, options));
};
