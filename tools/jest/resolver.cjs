// Resolves modules for Jest. Adds four rules to Jest's own resolver:
// - A relative './x.js' in a TypeScript source resolves to './x.ts'.
// - A workspace package ('@portcullis/core/jws') resolves to its sources, so that coverage and mutation testing see
// them.
// - An ESM-only package requested with the `require` condition resolves to a CommonJS bundle, which esbuild builds
// once. Node.js can require an ES module; Jest cannot.
// - A CommonJS package that requires ES modules with shared state (Nest) resolves to an ES module that imports them,
// built once in the same way.
const { existsSync, mkdirSync, readFileSync, renameSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../..');
const REQUIRED_AS_COMMONJS = new Set(['jose', 'cookie', 'content-disposition', 'glob']);
const REQUIRES_ES_MODULES = { '@nestjs/throttler': ['@nestjs/common', '@nestjs/core'] };

module.exports = (request, options) => {
  if (
    request.startsWith('.') &&
    request.endsWith('.js') &&
    !options.basedir.includes('node_modules')
  ) {
    const source = path.resolve(options.basedir, `${request.slice(0, -3)}.ts`);
    if (existsSync(source)) return source;
  }
  if (request.startsWith('@portcullis/') && !options.basedir.includes('.scratch')) {
    const source = workspaceSource(request);
    if (source) return source;
  }
  const imported = REQUIRES_ES_MODULES[request];
  if (imported && options.conditions?.includes('import')) {
    return esModuleBundle(request, options.defaultResolver(request, options), imported);
  }
  const requires =
    options.conditions?.includes('require') && !options.conditions.includes('import');
  if (requires && REQUIRED_AS_COMMONJS.has(request)) {
    const found = options.defaultResolver(request, options);
    if (isEsm(found)) return commonJsBundle(request, found);
  }
  return options.defaultResolver(request, options);
};

/** '@portcullis/core/jws' → packages/core/src/jws/index.ts, by the package's own `exports`. */
function workspaceSource(request) {
  const [scope, name, ...rest] = request.split('/');
  const home = path.join(root, 'node_modules', scope, name);
  if (!existsSync(home)) return undefined;
  const { realpathSync } = require('node:fs');
  const folder = realpathSync(home);
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const built = exports?.[rest.length ? `./${rest.join('/')}` : '.']?.default;
  if (!built) return undefined;
  const source = path.join(folder, built.replace('./dist/', 'src/').replace(/\.js$/, '.ts'));
  return existsSync(source) ? source : undefined;
}

function isEsm(file) {
  if (file.endsWith('.mjs')) return true;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
    if (folder === path.dirname(folder)) return false;
  }
}

function commonJsBundle(name, entry) {
  return bundle(name, entry, 'cjs', () => ({ entryPoints: [entry], format: 'cjs' }));
}

/** Bundles a CommonJS package so that its `require` of each package in `imported` returns the shared ES module. */
function esModuleBundle(name, entry, imported) {
  return bundle(name, entry, 'mjs', () => {
    const names = imported.map((each, i) => `import * as imported${i} from '${each}';`);
    const modules = imported.map((each, i) => `'${each}': imported${i}`);
    return {
      stdin: {
        contents: `export { ${Object.keys(require(entry)).join(', ')} } from '${entry}';`,
        resolveDir: root,
      },
      format: 'esm',
      external: imported,
      banner: {
        js: [
          ...names,
          `import { createRequire as createNativeRequire } from 'node:module';`,
          `const importedModules = { ${modules.join(', ')} };`,
          `const nativeRequire = createNativeRequire(import.meta.url);`,
          `const require = (id) => importedModules[id] ?? nativeRequire(id);`,
        ].join('\n'),
      },
    };
  });
}

function bundle(name, entry, extension, optionsOf) {
  const { version } = JSON.parse(readFileSync(manifestAbove(entry, name), 'utf8'));
  const folder = path.join(root, 'node_modules', '.cache', 'portcullis-jest');
  const file = path.join(folder, `${name.replace('/', '-')}-${version}.${extension}`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const scratch = `${file}.${process.pid}`;
  require('esbuild').buildSync({
    ...optionsOf(),
    bundle: true,
    platform: 'node',
    outfile: scratch,
    logLevel: 'error',
  });
  renameSync(scratch, file); // atomic, because several Jest workers may build it at the same time
  return file;
}

function manifestAbove(file, name) {
  for (
    let folder = path.dirname(file);
    folder !== path.dirname(folder);
    folder = path.dirname(folder)
  ) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === name)
      return manifest;
  }
  throw new Error(`package.json of ${name} not found in the folders above ${file}`);
}
