/**
 * A Jest transform that turns the ES modules among the dependencies, such as those of Nest, into CommonJS. Mutation
 * tests run as CommonJS, and Jest's `require` cannot load an ES module.
 */
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { createTransformer } = require('@swc/jest');

const swc = createTransformer({
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript' }, keepClassNames: true },
  module: { type: 'commonjs' },
});

module.exports = {
  ...swc,
  process: (source, file, options) =>
    isEsModule(file) || importsAtRunTime(source)
      ? swc.process(source, file, options)
      : { code: source },
};

/** `import()` needs `--experimental-vm-modules`, with which Jest would load every ES module as one. */
function importsAtRunTime(source) {
  return /\bimport\(/.test(source);
}

function isEsModule(file) {
  if (/\.[cm]js$/.test(file)) return file.endsWith('.mjs');
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
    if (folder === path.dirname(folder)) return false;
  }
}
