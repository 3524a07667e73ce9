const MOST = 128;
const CONTROLS = /[\p{Cc}\p{Cs}]+/gu;

/**
 * What is kept of a label: a client names its device as it likes (`User-Agent`), so it is cut to 128 characters, and
 * what would garble a log or a terminal is taken out. Undefined when nothing is left. HTML is for the page to escape.
 */
export function labelOf(given: string | undefined): string | undefined {
  if (typeof given !== 'string') return undefined;
  const text = clean(given.slice(0, 4 * MOST));
  return clean(text.slice(0, MOST)) || undefined; // the cut may have left half a character
}

function clean(text: string): string {
  return text.replaceAll(CONTROLS, ' ').trim();
}
