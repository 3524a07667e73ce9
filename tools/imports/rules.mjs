/** Decides from the table whether a file may import a specifier. */
import path from 'node:path';
import { TABLE } from './table.mjs';

const ROOTS = Object.keys(TABLE).toSorted((a, b) => b.length - a.length);

/**
 * Says why a file may not import something.
 *
 * @param file the importing file, relative to the repository, with `/`
 * @param specifier the import as written
 * @returns a sentence, or undefined when the import is allowed
 */
export function forbiddenImport(file, specifier, table = TABLE) {
  const root = rootOf(file, table);
  if (root === undefined) return forbiddenWithoutRoot(file, specifier);
  if (specifier.startsWith('node:')) return undefined;
  if (specifier.startsWith('.')) return forbiddenPath(file, root, specifier, table);
  return specifier.startsWith('@portcullis/')
    ? forbiddenPackage(root, specifier, table)
    : forbiddenExternal(file, root, specifier, table);
}

/** Rejects imports of other packages from a package that is not in the table. */
function forbiddenWithoutRoot(file, specifier) {
  const isOfPackage = /^(packages|libs|apps)\//.test(file);
  if (!isOfPackage || !specifier.startsWith('@portcullis/')) return undefined;
  return `${file} may not import ${specifier}: its folder is not in the table`;
}

/** Returns the longest root of the table that contains a file. */
export function rootOf(file, table = TABLE) {
  const roots =
    table === TABLE ? ROOTS : Object.keys(table).toSorted((a, b) => b.length - a.length);
  return roots.find((root) => file.startsWith(`${root}/`));
}

/** Returns the longest folder of a root that contains a file, or `'.'`. */
export function folderOf(file, root, table = TABLE) {
  const inside = file.slice(root.length + 1);
  const fits = Object.keys(table[root].folders).filter(
    (name) => inside === name || inside.startsWith(`${name}/`),
  );
  return fits.toSorted((a, b) => b.length - a.length)[0] ?? '.';
}

/** Finds cycles between the folders of the table. With a cycle the table would enforce no direction. */
export function cyclesInTable(table = TABLE) {
  return Object.entries(table).flatMap(([root, { folders }]) =>
    Object.keys(folders)
      .filter((name) => reaches(name, name, folders, new Set()))
      .map((name) => `${root}/${name}`),
  );
}

function reaches(from, to, folders, seen) {
  const below = folders[from] === '*' ? [] : (folders[from] ?? []);
  return below.some((name) => {
    if (name === to) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return reaches(name, to, folders, seen);
  });
}

function forbiddenPath(file, root, specifier, table) {
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const { also = [], folders } = table[root];
  if (also.some((other) => target === other || target.startsWith(`${other}/`))) return undefined;
  if (!target.startsWith(`${root}/`)) {
    return `${root} may not import ${target}: import the package through its index or a declared subpath export`;
  }
  // An import of `x.js` means the file `x.ts`. The table names sources.
  const source = target.replace(/\.js$/, '.ts');
  const from = folderOf(file, root, table);
  const to = folderOf(source, root, table);
  if (from === to || folders[from] === '*' || folders[from].includes(to)) return undefined;
  return `${root}/${from} may not import ${to}: the table allows ${list(folders[from])}`;
}

function forbiddenPackage(root, specifier, table) {
  if (/^@portcullis\/[^/]+\/(src|dist|test)(\/|$)/.test(specifier)) {
    return `${specifier}: import the package through its index or a declared subpath export`;
  }
  const { packages } = table[root];
  const [scope, name] = specifier.split('/');
  if (packages.includes(`${scope}/${name}`)) return undefined;
  return `${root} may not import ${scope}/${name}: the table allows ${list(packages)}`;
}

function forbiddenExternal(file, root, specifier, table) {
  const { externals, without = [], nestInternals } = table[root];
  const isDeep = /^@nestjs\/[^/]+\/(?!package\.json$)/.test(specifier);
  if (isDeep && (nestInternals === undefined || folderOf(file, root, table) !== nestInternals)) {
    return `${root} may not import ${specifier}: only packages/nest/src/nest-internals enters a package of Nest past its index`;
  }
  const name = packageName(specifier);
  const isAllowed = externals === '*' || externals.includes(name);
  if (isAllowed && !without.includes(name)) return undefined;
  return `${root} may not import ${name}: the table allows ${list(externals === '*' ? [`all except ${without.join(', ')}`] : externals)}`;
}

function packageName(specifier) {
  const [first, second] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function list(names) {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
