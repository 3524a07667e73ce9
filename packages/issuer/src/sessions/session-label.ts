const MAX = 128;
const CONTROLS = /[\p{Cc}\p{Cs}]+/gu;

/**
 * Returns the stored form of a label. Clients choose it freely (`User-Agent`), so it is cut to 128 characters, and control
 * characters are replaced, which could garble logs and terminals. Undefined if nothing is left. Pages must escape HTML.
 */
export function labelOf(given: string | undefined): string | undefined {
  if (typeof given !== 'string') return undefined;
  const text = clean(given.slice(0, 4 * MAX));
  return clean(text.slice(0, MAX)) || undefined; // the cut may have left half a character
}

function clean(text: string): string {
  return text.replaceAll(CONTROLS, ' ').trim();
}
