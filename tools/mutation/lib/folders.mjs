/**
 * The source folders of the packages, the most security-relevant first, with the specs that must notice their mutants.
 * The specs are a part of the suite, so the score is never too high: other specs may kill a surviving mutant, but not
 * the reverse.
 *
 * `sources` are globs below `<package>/src`, `specs` globs below `<package>/test` without `.spec.ts`.
 */
import { CORE_FOLDERS } from './folders/core.mjs';
import { ISSUER_FOLDERS } from './folders/issuer.mjs';
import { NEST_FOLDERS } from './folders/nest.mjs';

/** Package, sources and specs by the folder's name: `core/jws`. */
export const FOLDERS = {
  ...named('core', CORE_FOLDERS),
  ...named('issuer', ISSUER_FOLDERS),
  ...named('nest', NEST_FOLDERS),
};

/** Where the report of a folder is, below reports/mutation. */
export function reportFile(name) {
  return `${name.replaceAll('/', '-')}.json`;
}

function named(home, folders) {
  return Object.fromEntries(
    Object.entries(folders).map(([name, folder]) => [`${home}/${name}`, { home, ...folder }]),
  );
}
