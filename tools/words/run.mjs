/**
 * `npm run lint:words`: prints every word and phrase of `list.mjs` in the text files of the repository.
 *
 * Usage: node tools/words/run.mjs [path …]
 * Run it in the folder of the repository. Paths restrict the check. Exit code 1 when anything is found.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { findInName, findWords, isExcepted } from './find.mjs';

const files = textFiles(process.argv.slice(2));
const hits = files.flatMap(({ file, text }) =>
  [...findInName(file), ...findWords(text)].map((hit) => ({ file, ...hit })),
);

for (const { file, line, found, instead } of hits) {
  console.log(`${file}:${line}: "${found}": write ${instead}`);
}
console.log(`${files.length} files, ${hits.length} words to replace${byTopFolder(hits)}`);
process.exitCode = hits.length > 0 ? 1 : 0;

/** The tracked and new files of the repository, without binary ones and the exceptions of the list. */
function textFiles(paths) {
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const listed = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', '-z', '--', ...paths],
    options,
  );
  return listed
    .split('\0')
    .filter((file) => file !== '' && !isExcepted(file) && fs.existsSync(file))
    .map((file) => ({ file, text: fs.readFileSync(file, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'));
}

function byTopFolder(all) {
  const counts = new Map();
  for (const { file } of all) {
    const top = file.includes('/') ? file.split('/', 1)[0] : '.';
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  const parts = [...counts].map(([top, count]) => `${top} ${count}`);
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}
