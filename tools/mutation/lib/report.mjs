/** What a report of Stryker says, as a row of the table of docs/evidence/mutation.md. */

export const HEADING = [
  'Folder',
  'Files',
  'Sample',
  'Mutants',
  'Killed',
  'Timeout',
  'Survived',
  'No coverage',
  'Score',
  'Not loaded',
];

const NUMBERS = ['files', 'killed', 'timeout', 'survived', 'uncovered', 'notLoaded'];
const NOT_CHOSEN = /^not in the sample of seed (.*)$/;

/** The figures of one folder. */
export function figuresOf(name, files) {
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const of = (status) => mutants.filter((mutant) => mutant.status === status).length;
  return {
    name,
    files: Object.keys(files).length,
    sample: sampleOf(mutants),
    killed: of('Killed'),
    timeout: of('Timeout'),
    survived: of('Survived'),
    uncovered: of('NoCoverage'),
    notLoaded: of('RuntimeError'),
  };
}

/** The row of some figures. */
export function rowOf(figures) {
  const { name, files, sample, killed, timeout, survived, uncovered, notLoaded } = figures;
  const mutants = killed + timeout + survived + uncovered;
  const score = `${((100 * (killed + timeout)) / mutants).toFixed(1)} %`;
  return [name, files, sample, mutants, killed, timeout, survived, uncovered, score, notLoaded];
}

/** The figures that a row of the table holds. */
export function figuresIn(row) {
  const [name, files, sample, , killed, timeout, survived, uncovered, , notLoaded] = row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  const numbers = { files, killed, timeout, survived, uncovered, notLoaded };
  return {
    name,
    sample,
    ...Object.fromEntries(NUMBERS.map((key) => [key, Number(numbers[key])])),
  };
}

/** The sum of some figures. */
export function sumOf(name, all) {
  const sum = (key) => all.reduce((total, figures) => total + figures[key], 0);
  return { name, sample: '', ...Object.fromEntries(NUMBERS.map((key) => [key, sum(key)])) };
}

/** `200 of 1450, seed 1`, or `all`. */
function sampleOf(mutants) {
  const left = mutants.filter(({ statusReason = '' }) => NOT_CHOSEN.test(statusReason));
  if (left.length === 0) return 'all';
  const tried = mutants.filter(({ status }) => status !== 'Ignored').length;
  return `${tried} of ${tried + left.length}, seed ${NOT_CHOSEN.exec(left[0].statusReason)[1]}`;
}
