/** Jest's `filter`: only the spec files that `jest-by-file.mjs` selected for the mutant, if it selected any. */
module.exports = (files) => {
  const chosen = process.env.PORTCULLIS_CHOSEN_SPECS;
  if (chosen === undefined) return { filtered: files };
  const wanted = new Set(JSON.parse(chosen));
  return { filtered: files.filter((file) => wanted.has(file)) };
};
