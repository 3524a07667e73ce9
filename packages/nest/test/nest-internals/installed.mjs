/**
 * Prints what the packages that are installed in a folder have at some addresses, as a JSON object.
 *
 * Usage: node installed.mjs <folder> <address>…
 *
 * An address is `<module> <path>`. A step of the path is the name of a member, `new(…)` to construct what the path leads
 * to, or `name(…)` to call a member; arguments are JSON. `keys` lists the members of a prototype.
 */
import { createRequire } from 'node:module';
import path from 'node:path';

const [folder, ...addresses] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'index.js'));
require('reflect-metadata');

console.log(JSON.stringify(Object.fromEntries(addresses.map((it) => [it, look(it)]))));

function look(address) {
  const [specifier, steps] = address.split(' ');
  const [name] = specifier.match(/^@[^/]+\/[^/]+|^[^/]+/);
  if (!isInstalled(name)) return 'not installed';
  try {
    // A file by its path: some packages export nothing but their index.
    const file = specifier === name ? name : path.join(folder, 'node_modules', specifier);
    return follow(require(file), steps);
  } catch (error) {
    return `missing: ${error.code ?? error.message}`;
  }
}

/** Nest 11 must not be given a package of Nest 12 that a folder further up has. */
function isInstalled(name) {
  const isOfNest = name.startsWith('@nestjs/');
  try {
    const entry = require.resolve(name);
    return !isOfNest || entry.startsWith(path.join(folder, 'node_modules') + path.sep);
  } catch {
    return false;
  }
}

function follow(start, steps) {
  let value = start;
  let kind = 'value';
  for (const [, name, call, args] of steps.matchAll(/(\w+)(\(([^)]*)\))?/g)) {
    const given = call && JSON.parse(`[${args}]`);
    if (name === 'new') value = new value(...given);
    else if (name === 'keys') value = Object.getOwnPropertyNames(value).toSorted().join(' ');
    else if (call) value = value[name](...given);
    else {
      const member = descriptorOf(value, name);
      if (!member) return 'missing';
      if (member.get) kind = 'getter';
      else value = member.value;
    }
  }
  return kind === 'getter' ? kind : described(value);
}

function descriptorOf(object, name) {
  for (let at = object; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return moduleGetter(found, object);
  }
  return undefined;
}

/** An export of a CommonJS module that re-exports is a getter. */
function moduleGetter(found, object) {
  const isModule = object.__esModule === true || object[Symbol.toStringTag] === 'Module';
  return found.get && isModule ? { value: found.get.call(object) } : found;
}

function described(value) {
  if (typeof value === 'function') return 'function';
  if (typeof value === 'object' || value === undefined) return 'field';
  return /^[0-9a-f]{21}$/.test(String(value)) ? '21 hex digits' : String(value);
}
